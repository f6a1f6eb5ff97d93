internal import Synchronization

/// A number that only grows. Adding is one atomic instruction.
package final class Counter: Sendable {
    private let total = Atomic<UInt64>(0)

    init() {}

    /// Adds so many.
    package func add(_ count: UInt64 = 1) {
        total.wrappingAdd(count, ordering: .relaxed)
    }

    /// What was added so far.
    package var value: UInt64 { total.load(ordering: .relaxed) }
}
