/// A text that names something and has been checked: a value of the type is always valid.
package protocol TextIdentifier: Hashable, Comparable, Sendable, LosslessStringConvertible {
    /// What a valid text looks like, to complete "… must be".
    static var requirement: String { get }

    /// The text itself.
    var rawValue: String { get }

    /// Nil when the text does not meet the requirement.
    init?(_ text: String)
}

extension TextIdentifier {
    package var description: String { rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// True when the text has a length in `lengths`, in bytes of UTF-8, and holds no U+0000 (which Postgres cannot store).
func isPlainText(_ text: String, lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(text.utf8.count) && !text.utf8.contains(0)
}

/// True for a–z and 0–9.
func isLowercaseAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || isDigit(byte)
}

/// True for A–Z, a–z and 0–9.
func isAlphanumeric(_ byte: UInt8) -> Bool {
    isLowercaseAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
}

/// True for 0–9.
func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
