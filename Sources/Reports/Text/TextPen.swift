/// Writes words for one style: coloured or not, in Unicode or ASCII.
struct TextPen {
    enum Tone {
        case ok, warning, critical, quiet, strong

        fileprivate var code: String {
            switch self {
            case .ok: "32"
            case .warning: "33"
            case .critical: "1;31"
            case .quiet: "2"
            case .strong: "1"
            }
        }
    }

    let style: ReportStyle

    /// Text of others: what is hidden, and for ASCII what is beyond it, made visible.
    func name(_ text: String) -> String {
        text.isEmpty ? "(no name)" : visible(text, isASCII: !style.isUnicode)
    }

    /// Our own words, with their typographic characters in ASCII where needed.
    func own(_ text: String) -> String {
        guard !style.isUnicode else { return text }
        let plain: [Character: String] = ["–": "-", "→": "->", "·": "|", "’": "'", "…": "..", "α": "alpha"]
        return text.reduce(into: "") { $0 += plain[$1] ?? String($1) }
    }

    func coloured(_ text: String, _ tone: Tone?) -> String {
        guard style.isColoured, let tone, !text.isEmpty else { return text }
        return "\u{1B}[\(tone.code)m\(text)\u{1B}[0m"
    }

    /// The sign before a status word.
    func sign(_ level: Level) -> String {
        switch level {
        case .critical: style.isUnicode ? "✖" : "x"
        case .warning: style.isUnicode ? "▲" : "!"
        case .ok: style.isUnicode ? "✔" : "+"
        case .unknown: style.isUnicode ? "○" : "?"
        }
    }

    static func tone(_ level: Level) -> Tone {
        switch level {
        case .critical: .critical
        case .warning: .warning
        case .ok: .ok
        case .unknown: .quiet
        }
    }

    /// A heading between paragraphs.
    func heading(_ text: String) -> String {
        "\n\(coloured(own(text).uppercased(), .strong))\n"
    }

    /// Words in lines of the style's width, later lines indented.
    func paragraph(_ text: String, indent: Int = 0) -> String {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            let limit = max(20, style.width) - indent
            let word = TextWidth.shortened(String(word), to: limit, isUnicode: style.isUnicode)
            if !line.isEmpty, TextWidth.columns(line) + 1 + TextWidth.columns(word) > limit {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? word : " \(word)"
        }
        if !line.isEmpty { lines.append(line) }
        return lines.joined(separator: "\n" + String(repeating: " ", count: indent)) + "\n"
    }
}
