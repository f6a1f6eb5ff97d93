/// Lines of RFC 4180: fields parted by commas, lines by CR LF, the first line names the columns.
struct CSVText {
    private(set) var text = ""

    /// Appends a line.
    mutating func line(_ fields: [Field]) {
        text += fields.map(\.text).joined(separator: ",") + "\r\n"
    }

    /// One field of a line.
    enum Field {
        /// Text of others: guarded and quoted where needed.
        case text(String?)
        case number(Double?)
        case count(Int?)
        case truth(Bool?)

        var text: String {
            switch self {
            case .text(let text): text.map(CSVText.quoted) ?? ""
            case .number(let value): NumberText.exact(value)
            case .count(let value): value.map(String.init) ?? ""
            case .truth(let value): value.map(String.init) ?? ""
            }
        }
    }

    /// A text that no spreadsheet takes for a formula, no terminal for a command, and every parser for one field.
    ///
    /// What begins like a formula gets an apostrophe in front; control characters but line feed, carriage return and tab are
    /// written as `\u{1b}`.
    static func quoted(_ text: String) -> String {
        var safe = ""
        for scalar in text.unicodeScalars {
            let isKept = ["\n", "\r", "\t"].contains(scalar) || !VisibleText.isHidden(scalar)
            if isKept { safe.unicodeScalars.append(scalar) } else { safe += VisibleText.escape(scalar) }
        }
        let formulas: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]
        if let first = safe.unicodeScalars.first(where: { $0 != " " }), formulas.contains(first) { safe = "'" + safe }
        let needsQuotes =
            safe.unicodeScalars.contains { [",", "\"", "\n", "\r", "\t", "'"].contains($0) }
            || safe.hasPrefix(" ") || safe.hasSuffix(" ")
        guard needsQuotes else { return safe }
        return "\"" + safe.unicodeScalars.reduce(into: "") { $0 += $1 == "\"" ? "\"\"" : String($1) } + "\""
    }
}
