internal import Identity

/// What proves that somebody administers: kept as a digest, compared in constant time.
package struct AdministratorToken: Sendable {
    private let digest: [UInt8]

    /// Takes a token of 16 to 256 visible ASCII characters; nothing when it is another text.
    package init?(_ text: String) {
        guard Self.isValid(text) else { return nil }
        digest = SHA256.digest(text.utf8)
    }

    /// Whether a text can be a token.
    package static func isValid(_ text: String) -> Bool {
        (16...256).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether a text is this token. Takes the same time whatever the difference.
    package func matches(_ text: String) -> Bool {
        zip(digest, SHA256.digest(text.utf8)).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
