/// Names a version of the model behind a deployment; empty when the sender gave none.
package struct ModelVersion: TextIdentifier {
    package static let requirement = "at most 256 bytes of UTF-8 without U+0000"
    package let rawValue: String

    /// The version of events that name none.
    package static let none = ModelVersion(checked: "")

    package init?(_ text: String) {
        guard isPlainText(text, lengths: 0...Limits.standard.modelVersionBytes) else { return nil }
        rawValue = text
    }

    private init(checked text: String) { rawValue = text }
}
