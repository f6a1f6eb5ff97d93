internal import Synchronization

/// Whether the process can do its work now: the checks that its components registered.
package final class Readiness: Sendable {
    /// Answers nothing when all is well, else what is wrong, in words.
    package typealias Check = @Sendable () async -> String?

    private let checks = Mutex<[(name: String, check: Check)]>([])

    /// Makes one without checks: ready.
    package init() {}

    /// Adds a component's check; it should answer within a second.
    package func register(_ name: String, _ check: @escaping Check) {
        checks.withLock { $0.append((name, check)) }
    }

    /// Asks every component, each for at most two seconds; empty when all are ready.
    package func faults() async -> [(name: String, fault: String)] {
        let checks = checks.withLock { $0 }
        return await withTaskGroup(of: (Int, String?).self) { group in
            for (index, entry) in checks.enumerated() {
                group.addTask { (index, await Self.limited(entry.check)) }
            }
            var faults: [(Int, String)] = []
            for await (index, fault) in group {
                if let fault { faults.append((index, fault)) }
            }
            return faults.sorted { $0.0 < $1.0 }.map { (checks[$0.0].name, $0.1) }
        }
    }

    private static func limited(_ check: @escaping Check) async -> String? {
        await withTaskGroup(of: String?.self) { group in
            group.addTask { await check() }
            group.addTask {
                do { try await Task.sleep(for: .seconds(2)) } catch { return nil }
                return "no answer within 2 s"
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
