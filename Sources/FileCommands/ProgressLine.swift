internal import Foundation
internal import Synchronization

/// How far long work is, on one line of standard error that overwrites itself. Silent unless a terminal watches.
///
/// ```swift
/// let progress = ProgressLine("reading production.parquet")
/// defer { progress.finish() }
/// progress.update(rows, of: total)
/// ```
/// Any thread may call it; it writes at most ten times a second.
package final class ProgressLine: Sendable {
    private struct State {
        var next = ContinuousClock.now
        var isShown = false
    }

    private let what: String
    private let unit: String
    private let isWatched: Bool
    private let columns: Int
    private let start = ContinuousClock.now
    private let state = Mutex(State())

    /// - Parameters:
    ///   - what: what is being done, in a few words.
    ///   - unit: what is counted, in the plural.
    package init(_ what: String, unit: String = "rows") {
        self.what = String(what.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : Character($0) })
        self.unit = unit
        isWatched = Terminal.isWatching(STDERR_FILENO) && Terminal.environment["TERM"] != "dumb"
        columns = Terminal.width(STDERR_FILENO) ?? 80
    }

    /// Shows that `done` of `total` units are done; with their share and rate where a total is known.
    package func update(_ done: Int, of total: Int? = nil) {
        guard isWatched else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            guard now >= state.next else { return }
            state.next = now + .milliseconds(100)
            state.isShown = true
            write("\r" + line(done, total, after: start.duration(to: now)) + "\u{1B}[K")
        }
    }

    /// Removes the line.
    package func finish() {
        state.withLock { state in
            if state.isShown { write("\r\u{1B}[K") }
            state.isShown = false
        }
    }

    private func line(_ done: Int, _ total: Int?, after time: Duration) -> String {
        var parts = [what]
        if let total, total > 0 { parts.append("\(min(100, Int(100 * Double(done) / Double(total)))) %") }
        parts.append("\(short(Double(done))) \(unit)")
        let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
        if seconds > 1 { parts.append("\(short(Double(done) / seconds))/s") }
        return String(parts.joined(separator: "  ").prefix(max(10, columns - 1)))
    }

    private func short(_ value: Double) -> String {
        switch value {
        case 1e9...: String(format: "%.1fG", value / 1e9)
        case 1e6...: String(format: "%.1fM", value / 1e6)
        case 1e4...: String(format: "%.0fk", value / 1e3)
        default: String(format: "%.0f", value)
        }
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
