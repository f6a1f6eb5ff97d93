/// Names a part of a deployment's events: all of them, or those with one value of a metadata key (`cohort=web`).
package struct SliceKey: TextIdentifier {
    package static let requirement = "empty for all events, or key=value (cohort=web)"
    package let rawValue: String

    /// Every event.
    package static let all = SliceKey(checked: "")

    /// The value that stands for all those beyond the number of slices kept.
    package static let otherValue = "__other__"

    package init?(_ text: String) {
        guard !text.isEmpty else {
            self = .all
            return
        }
        guard let separator = text.firstIndex(of: "="), let key = MetadataKey(String(text[..<separator])) else { return nil }
        self.init(key: key, value: String(text[text.index(after: separator)...]))
    }

    /// Nil when the key holds `=` or the value is too long for a key of a table.
    package init?(key: MetadataKey, value: String) {
        guard !key.rawValue.utf8.contains(UInt8(ascii: "=")),
            isPlainText(value, lengths: 0...Limits.standard.metadataValueBytes)
        else { return nil }
        rawValue = "\(key.rawValue)=\(value)"
    }

    /// True for the slice of every event.
    package var isAll: Bool { rawValue.isEmpty }

    /// The metadata key, or nil for all events.
    package var key: MetadataKey? {
        rawValue.firstIndex(of: "=").flatMap { MetadataKey(String(rawValue[..<$0])) }
    }

    /// The value of the metadata key, or nil for all events.
    package var value: String? {
        rawValue.firstIndex(of: "=").map { String(rawValue[rawValue.index(after: $0)...]) }
    }

    private init(checked text: String) { rawValue = text }
}
