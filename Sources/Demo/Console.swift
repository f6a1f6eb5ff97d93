internal import Foundation

/// Where the demo writes: lines, and a progress that overwrites itself on a terminal.
package struct Console: Sendable {
    private let isTerminal: Bool

    package init() {
        isTerminal = isatty(STDOUT_FILENO) == 1
    }

    /// Writes text as it is.
    package func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    /// Writes a line.
    package func line(_ text: String) {
        write("\(text)\n")
    }

    /// Shows how far something is; nothing where nobody watches.
    func progress(_ what: String, done: Int, of total: Int) {
        guard isTerminal else { return }
        let share = total > 0 ? 100 * done / total : 100
        write("\r\(what) \(share) %" + (done >= total ? "\r\u{1B}[K" : "\u{1B}[K"))
    }
}

/// A number with its thousands apart: `208,892`.
func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return String(
        digits.enumerated().flatMap { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 && digits[index - 1] != "-" ? [",", digit] : [digit]
        })
}
