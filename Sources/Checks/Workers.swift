internal import Dispatch
internal import Glibc
internal import Synchronization

/// Work on several items at a time, on as many threads as there are cores; results do not depend on how many.
enum Workers {
    /// What `body` makes of each index, in order; the error of the lowest index where one fails.
    static func map<Output: Sendable>(
        _ count: Int, threads: Int? = nil, _ body: @Sendable (Int) throws -> Output
    ) throws -> [Output] {
        let next = Atomic<Int>(0)
        let results = Mutex([Result<Output, any Error>?](repeating: nil, count: count))
        let width = max(1, min(count, threads ?? Int(activeProcessorCount)))
        DispatchQueue.concurrentPerform(iterations: width) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = Result { try body(index) }
                results.withLock { $0[index] = result }
            }
        }
        return try results.withLock { $0 }.compactMap(\.self).map { try $0.get() }
    }

    private static var activeProcessorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
