/// Pieces of GitHub-flavoured Markdown.
enum MarkdownText {
    /// Text of others as text: no markup, link, mention, table bar, HTML or emoji code comes of it.
    ///
    /// Each ASCII character that Markdown could give a meaning is written as a character reference, which shows as itself
    /// everywhere, also in a table and after a line's beginning.
    static func escaped(_ text: String) -> String {
        guard !text.isEmpty else { return "(no name)" }
        var result = ""
        for scalar in visible(text).unicodeScalars {
            let isPlain =
                !scalar.isASCII || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || " _-.,=()/%".contains(Character(scalar))
            if isPlain && !(scalar == "_" && needsCare(text)) && !isLinkish(scalar, text) {
                result.unicodeScalars.append(scalar)
            } else {
                result += "&#\(scalar.value);"
            }
        }
        let beginnings: Set<Character> = ["-", "=", " "]
        if let first = result.first, beginnings.contains(first) || first.isNumber && result.contains(".") {
            result = "&#\(first.unicodeScalars.first?.value ?? 32);" + result.dropFirst()
        }
        return result
    }

    /// Underscores within a word mean nothing; at its ends they may.
    private static func needsCare(_ text: String) -> Bool {
        text.hasPrefix("_") || text.hasSuffix("_") || text.contains(" _") || text.contains("_ ") || text.contains("__")
    }

    /// Renderers make links of bare addresses.
    private static func isLinkish(_ scalar: Unicode.Scalar, _ text: String) -> Bool {
        scalar == "." && (text.contains("www.") || text.contains("://")) || scalar == "/" && text.contains("://")
    }

    /// A table; a leading `#` in the head aligns a column to the right. Cells are written as they are.
    static func table(_ head: [String], _ rows: [[String]]) -> String {
        guard !rows.isEmpty else { return "" }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
        return line(head.map { $0.hasPrefix("#") ? String($0.dropFirst()) : $0 })
            + line(head.map { $0.hasPrefix("#") ? "---:" : "---" }) + rows.map(line).joined() + "\n"
    }

    /// A part that is closed until it is opened.
    static func folded(_ title: String, _ body: String) -> String {
        body.isEmpty ? "" : "<details>\n<summary>\(title)</summary>\n\n\(body)</details>\n\n"
    }

    /// A sign and its word: the sign alone would not be read aloud well.
    static func mark(_ level: Level, _ word: String? = nil) -> String {
        let sign =
            switch level {
            case .critical: "🔴"
            case .warning: "🟡"
            case .ok: "🟢"
            case .unknown: "⚪"
            }
        return "\(sign) \(word.map(escaped) ?? level.word)"
    }
}
