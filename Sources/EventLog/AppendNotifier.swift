internal import Postgres
internal import Synchronization

/// Tells other processes how far partitions have grown, at most once an interval.
///
/// Outside the appending transaction: a commit that notifies holds a lock of the whole server, and would put all commits of all
/// processes in one line.
final class AppendNotifier: Sendable {
    static let channel = "driftwatch_event_log"

    private let pool: PostgresPool
    private let interval: Duration
    private let state = Mutex(State())

    private struct State {
        var ends: [Int: Int64] = [:]
        var isRunning = false
    }

    init(pool: PostgresPool, interval: Duration) {
        self.pool = pool
        self.interval = interval
    }

    func notify(_ ends: [Int: Int64]) {
        let starts = state.withLock { state in
            state.ends.merge(ends) { max($0, $1) }
            defer { state.isRunning = true }
            return !state.isRunning
        }
        if starts { Task.detached { await self.send() } }
    }

    /// Ends when there is nothing left to tell. A notification that fails is not sent again: readers look by themselves too.
    private func send() async {
        while true {
            let ends = state.withLock { state in
                defer { state.ends = [:] }
                state.isRunning = !state.ends.isEmpty
                return state.ends
            }
            guard !ends.isEmpty else { return }
            _ = try? await pool.query("SELECT pg_notify($1, $2)", [.text(Self.channel), .text(Self.encode(ends))])
            try? await Task.sleep(for: interval)
        }
    }

    /// `0:17,3:5`: partition and last offset.
    static func encode(_ ends: [Int: Int64]) -> String {
        ends.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: ",")
    }

    static func decode(_ text: String) -> [Int: Int64] {
        var ends: [Int: Int64] = [:]
        for part in text.split(separator: ",") {
            let numbers = part.split(separator: ":")
            guard numbers.count == 2, let partition = Int(numbers[0]), let offset = Int64(numbers[1]) else { continue }
            ends[partition] = offset
        }
        return ends
    }
}
