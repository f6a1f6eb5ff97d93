/// RFC 3339 moments as people read them. What is no moment stays as it is.
enum Moment {
    /// `2026-11-21 13:05 UTC`.
    static func readable(_ text: String) -> String {
        guard isMoment(text) else { return text }
        let time = text.dropFirst(11).prefix(5)
        return "\(day(text)) \(time)\(text.hasSuffix("Z") ? " UTC" : "")"
    }

    /// `2026-11-21`.
    static func day(_ text: String) -> String {
        isMoment(text) ? String(text.prefix(10)) : text
    }

    /// Starts of stretches as short as they are still told apart: days where all are midnights.
    static func labels(_ starts: [String]) -> [String] {
        let areDays = starts.allSatisfy { isMoment($0) && $0.dropFirst(11).hasPrefix("00:00:00") }
        return starts.map { areDays ? day($0) : readable($0).replacing(" UTC", with: "") }
    }

    private static func isMoment(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.count >= 20 && bytes.count <= 40 && bytes[4] == UInt8(ascii: "-") && bytes[10] == UInt8(ascii: "T")
            && bytes.allSatisfy { $0 < 0x7F && $0 > 0x20 }
    }
}
