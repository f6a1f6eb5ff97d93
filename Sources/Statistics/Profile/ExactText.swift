/// A text that is compared byte by byte, as every other language does.
///
/// Swift's `String ==` treats canonically equivalent texts as one (`é` precomposed and decomposed), which would merge two
/// categories that the event's sender, Python and SQL tell apart.
package struct ExactText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The UTF-8 bytes.
    package let utf8: [UInt8]

    /// The text's own bytes, unnormalised.
    package init(_ text: String) { utf8 = Array(text.utf8) }

    /// Bytes as they came. Invalid UTF-8 is kept and compared like any other.
    package init(utf8: [UInt8]) { self.utf8 = utf8 }

    /// Bytes as they came, copied.
    package init(copying bytes: UnsafeRawBufferPointer) { utf8 = Array(bytes) }

    package init(stringLiteral value: String) { self.init(value) }

    /// The text for people; invalid UTF-8 is shown with replacement characters.
    package var description: String { String(decoding: utf8, as: UTF8.self) }

    package func hash(into hasher: inout Hasher) {
        utf8.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// By byte, which for UTF-8 is by code point.
    package static func < (a: ExactText, b: ExactText) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
