/// Names a feature of a model, as the sender spells it.
package struct FeatureName: TextIdentifier {
    package static let requirement = "1 to 256 bytes of UTF-8 without U+0000"
    package let rawValue: String

    package init?(_ text: String) {
        guard isPlainText(text, lengths: 1...Limits.standard.featureNameBytes) else { return nil }
        rawValue = text
    }

    /// Whether a name is kept for what is no feature of the model, such as `__score__`.
    package static func isReserved(_ text: String) -> Bool {
        text.utf8.count > 4 && text.hasPrefix("__") && text.hasSuffix("__")
    }
}
