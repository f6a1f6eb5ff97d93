internal import Contracts

/// The rows refused so far: the first fault found counts.
struct RowRefusals {
    private var rows: [RefusedRow] = []
    private var isRefused: [Bool] = []

    /// In order of rows.
    var sorted: [RefusedRow] { rows.sorted { $0.row < $1.row } }

    mutating func refuse(_ row: Int, _ code: String, _ message: @autoclosure () -> String) {
        if row >= isRefused.count { isRefused.resize(to: row + 1, with: false) }
        guard !isRefused[row] else { return }
        isRefused[row] = true
        rows.append(RefusedRow(row: row, code: code, message: rows.count < RefusedRow.messagesMax ? message() : ""))
    }

    static let latencyMessage = "latency_ms must be 0 to 1000000000; leave it out when it was not measured"

    /// What a latency in milliseconds can be.
    static let latencyRange = 0...1e9

    /// Whether a latency in milliseconds can be one; NaN is not measured.
    static func isLatency(_ millis: Double) -> Bool { millis.isNaN || latencyRange.contains(millis) }

    /// What is wrong with the time of an event that arrives now, or nil.
    static func timeFault(of time: Timestamp, now: Timestamp, limits: Limits) -> (code: String, message: String)? {
        if time > now.advanced(by: .nanoseconds(limits.futureNanos)) {
            let minutes = limits.futureNanos / Timestamp.nanosPerMinute
            return (
                "timestamp_in_future", "its time, \(time), is over \(minutes) minutes after the server's, \(now): check the clock"
            )
        }
        if time < now.advanced(by: .nanoseconds(-limits.ageNanos)) {
            let days = limits.ageNanos / Timestamp.nanosPerDay
            return ("timestamp_too_old", "its time, \(time), is over \(days) days before the server's, \(now)")
        }
        return nil
    }
}
