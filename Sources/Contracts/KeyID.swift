/// Names an API key, without being one.
package struct KeyID: PrefixedIdentifier {
    package static let prefix = "key_"
    package let rawValue: String

    package init(checked text: String) { rawValue = text }
}
