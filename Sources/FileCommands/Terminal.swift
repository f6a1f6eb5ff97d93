internal import Foundation
package import Reports

/// What the terminal that this process writes to can show.
package enum Terminal {
    /// `NO_COLOR`, `TERM`, `COLUMNS` and the locale's variables of the process; `Commands` passes them in.
    @TaskLocal package static var environment: [String: String] = [:]

    /// Whether a person watches a stream: 1 is standard output, 2 standard error.
    package static func isWatching(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1
    }

    /// How a text report looks on standard output: the width of the terminal, also of one behind a pager, and, unless NO_COLOR says
    /// no, its colours.
    package static var style: ReportStyle {
        let isTerminal = isWatching(STDOUT_FILENO)
        let isPlain = environment["NO_COLOR", default: ""].isEmpty == false || environment["TERM"] == "dumb"
        return ReportStyle(
            width: width(STDOUT_FILENO) ?? width(STDERR_FILENO) ?? (isTerminal ? 80 : 120), isColoured: isTerminal && !isPlain,
            isUnicode: isUnicode)
    }

    /// Columns of a stream's terminal, or what COLUMNS says; nil where neither is known.
    package static func width(_ descriptor: Int32) -> Int? {
        var size = winsize()
        if isWatching(descriptor), ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return environment["COLUMNS"].flatMap(Int.init).flatMap { (20...1000).contains($0) ? $0 : nil }
    }

    /// Whether the locale's encoding is UTF-8.
    package static var isUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        return locale.lowercased().replacingOccurrences(of: "-", with: "").contains("utf8")
    }
}
