/// How many columns of a terminal a text takes.
enum TextWidth {
    /// Columns of a text without hidden characters.
    static func columns(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns($1) }
    }

    /// The text itself, or its beginning and end with an ellipsis between, in at most `limit` columns.
    static func shortened(_ text: String, to limit: Int, isUnicode: Bool) -> String {
        let total = columns(text)
        guard total > limit else { return text }
        let dots = isUnicode ? "…" : ".."
        let room = max(1, limit - columns(dots))
        let characters = Array(text)
        let head = prefix(characters, columns: room - room / 3)
        let tail = prefix(characters.reversed(), columns: room / 3)
        return String(head) + (limit > columns(dots) ? dots : "") + String(tail.reversed())
    }

    private static func prefix(_ characters: [Character], columns limit: Int) -> [Character] {
        var used = 0
        return Array(
            characters.prefix {
                used += columns($0)
                return used <= limit
            })
    }

    private static func columns(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains("\u{FE0F}") || first.properties.isEmojiPresentation { return 2 }
        if [.nonspacingMark, .enclosingMark].contains(first.properties.generalCategory) { return 0 }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(first.value) } ? 2 : 1
    }
}
