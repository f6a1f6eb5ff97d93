package import GRPCCore

/// The text after `Bearer ` in a call's `authorization`.
package enum BearerToken {
    /// The metadata key.
    package static let metadataKey = "authorization"

    /// Reads the token; nothing when there is none or the scheme is another.
    package static func read(from metadata: Metadata) -> String? {
        var values = metadata[stringValues: metadataKey].makeIterator()
        guard let value = values.next() else { return nil }
        return read(fromHeader: value)
    }

    /// Reads the token of a header's value.
    package static func read(fromHeader value: String) -> String? {
        let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        return token.isEmpty ? nil : String(token)
    }

    /// Metadata that carries a token.
    package static func metadata(_ token: String) -> Metadata {
        [metadataKey: "Bearer \(token)"]
    }
}
