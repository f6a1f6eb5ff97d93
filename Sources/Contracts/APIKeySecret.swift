/// An API key as its holder presents it: `dw_` and 40 of A–Z, a–z, 0–9 (238 random bits). Never logged, never stored.
package struct APIKeySecret: Hashable, Sendable, CustomStringConvertible {
    /// What a valid text looks like, to complete "… must be".
    package static let requirement = "dw_ and 40 of A-Z, a-z and 0-9"

    /// The whole key. Only its hash may leave the process that made it.
    package let rawValue: String

    /// Nil when the text cannot be a key.
    package init?(_ text: String) {
        guard text.utf8.count == prefix.utf8.count + length, text.utf8.starts(with: prefix.utf8),
            text.utf8.dropFirst(prefix.utf8.count).allSatisfy(isAlphanumeric)
        else { return nil }
        rawValue = text
    }

    /// A new key from the system's generator.
    package static func random() -> APIKeySecret {
        var generator = SystemRandomNumberGenerator()
        return APIKeySecret(checked: prefix + randomText(length, of: alphabet, using: &generator))
    }

    /// The first 8 characters, by which its owner can tell keys apart.
    package var displayPrefix: String { String(rawValue.prefix(8)) }

    package var description: String { "\(displayPrefix)…" }

    private init(checked text: String) { rawValue = text }
}

private let prefix = "dw_"
private let length = 40
private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
