/// The first place where bytes are not JSON (RFC 8259), for messages.
struct JSONFault: CustomStringConvertible {
    /// From 1; columns count bytes.
    let line: Int
    let column: Int
    let expected: String

    var description: String { "line \(line), column \(column): expected \(expected)" }

    /// nil where all is JSON, as far as brackets, names, texts and words go; numbers are told by their letters only.
    init?(_ bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let expected = reader.fault() else { return nil }
        let before = bytes[..<min(reader.at, bytes.count)]
        line = 1 + before.count { $0 == UInt8(ascii: "\n") }
        column = 1 + before.count - (before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0)
        self.expected = expected
    }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0
        /// The closing brackets that are still to come.
        private var open: [UInt8] = []

        init(bytes: [UInt8]) { self.bytes = bytes }

        /// What should have stood at `at`; nil where nothing is wrong.
        mutating func fault() -> String? {
            while true {
                if let fault = value() { return fault }
                // After a value its brackets may close, and then another may follow.
                while let closing = open.last, accept(closing) { open.removeLast() }
                guard let closing = open.last else {
                    skip()
                    return at < bytes.count ? "the end" : nil
                }
                guard accept(UInt8(ascii: ",")) else { return "',' or '\(Character(UnicodeScalar(closing)))'" }
                if closing == UInt8(ascii: "}"), let fault = name() { return fault }
            }
        }

        /// A value, or the beginning of one that has a first member.
        private mutating func value() -> String? {
            while true {
                skip()
                guard at < bytes.count else { return "a value" }
                switch bytes[at] {
                case UInt8(ascii: "{"):
                    at += 1
                    if accept(UInt8(ascii: "}")) { return nil }
                    open.append(UInt8(ascii: "}"))
                    if let fault = name() { return fault }
                case UInt8(ascii: "["):
                    at += 1
                    if accept(UInt8(ascii: "]")) { return nil }
                    open.append(UInt8(ascii: "]"))
                case UInt8(ascii: "\""): return text()
                default: return word()
                }
            }
        }

        /// A member's name and its colon.
        private mutating func name() -> String? {
            skip()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else { return "a name in quotes" }
            if let fault = text() { return fault }
            return accept(UInt8(ascii: ":")) ? nil : "':'"
        }

        private mutating func text() -> String? {
            var end = at + 1
            while end < bytes.count && bytes[end] != UInt8(ascii: "\"") {
                if bytes[end] < 0x20 {
                    at = end
                    return "a text without control characters"
                }
                end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard end < bytes.count else {
                at = bytes.count
                return "a closing quote"
            }
            at = end + 1
            return nil
        }

        /// true, false, null or a number.
        private mutating func word() -> String? {
            let letters = bytes[at...].prefix { "+-.0123456789abcdefghijklmnopqrstuvwxyzE".utf8.contains($0) }
            let first = letters.first ?? 0
            let isNumber = first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            guard isNumber || ["true", "false", "null"].contains(String(decoding: letters, as: UTF8.self)) else {
                return "a value"
            }
            at += letters.count
            return nil
        }

        private mutating func accept(_ byte: UInt8) -> Bool {
            skip()
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
            return true
        }

        private mutating func skip() {
            while at < bytes.count && [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
        }
    }
}
