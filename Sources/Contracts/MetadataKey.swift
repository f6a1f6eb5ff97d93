/// Names a piece of metadata of an event: `cohort`, `ab_bucket`, …
package struct MetadataKey: TextIdentifier {
    package static let requirement = "1 to 128 bytes of UTF-8 without U+0000"
    package let rawValue: String

    /// The key that slices are made by when a deployment declares none.
    package static let cohort = MetadataKey(checked: "cohort")

    package init?(_ text: String) {
        guard isPlainText(text, lengths: 1...Limits.standard.metadataKeyBytes) else { return nil }
        rawValue = text
    }

    private init(checked text: String) { rawValue = text }
}
