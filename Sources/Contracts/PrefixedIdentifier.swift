/// An identifier that DriftWatch makes: a prefix that says what it names, then 20 of a–z and 0–9 (103 random bits).
package protocol PrefixedIdentifier: TextIdentifier {
    /// The first characters, underscore included: `prj_`.
    static var prefix: String { get }

    /// Takes a text that has been checked.
    init(checked text: String)
}

private let suffixLength = 20
private let suffixAlphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)

extension PrefixedIdentifier {
    package static var requirement: String { "\(prefix) and \(suffixLength) of a-z and 0-9" }

    package init?(_ text: String) {
        guard text.utf8.count == Self.prefix.utf8.count + suffixLength, text.utf8.starts(with: Self.prefix.utf8),
            text.utf8.dropFirst(Self.prefix.utf8.count).allSatisfy(isLowercaseAlphanumeric)
        else { return nil }
        self.init(checked: text)
    }

    /// A new identifier; with `SystemRandomNumberGenerator`, one that nobody can guess.
    package static func random(using generator: inout some RandomNumberGenerator) -> Self {
        Self(checked: prefix + randomText(suffixLength, of: suffixAlphabet, using: &generator))
    }

    /// A new identifier from the system's generator.
    package static func random() -> Self {
        var generator = SystemRandomNumberGenerator()
        return random(using: &generator)
    }
}

/// `length` characters drawn evenly from an alphabet of ASCII characters.
func randomText(_ length: Int, of alphabet: [UInt8], using generator: inout some RandomNumberGenerator) -> String {
    String(unsafeUninitializedCapacity: length) { buffer in
        for index in 0..<length { buffer[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] }
        return length
    }
}
