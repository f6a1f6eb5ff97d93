/// Names a frozen reference of a deployment.
package struct ReferenceID: PrefixedIdentifier {
    package static let prefix = "ref_"
    package let rawValue: String

    package init(checked text: String) { rawValue = text }
}
