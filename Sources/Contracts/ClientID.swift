/// Names a sender of batches; with a sequence number it tells a batch sent again from a new one.
package struct ClientID: TextIdentifier {
    package static let requirement = "1 to 64 visible ASCII characters"
    package let rawValue: String

    package init?(_ text: String) {
        guard (1...Limits.standard.clientIDBytes).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        rawValue = text
    }

    /// A sender that nobody has named: `anon:` and 32 random characters.
    package static func random(using generator: inout some RandomNumberGenerator) -> ClientID {
        ClientID(checked: "anon:" + randomText(32, of: alphabet, using: &generator))
    }

    private init(checked text: String) { rawValue = text }
}

private let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
