/// Names an organisation: the tenant that owns projects.
package struct OrganisationID: PrefixedIdentifier {
    package static let prefix = "org_"
    package let rawValue: String

    package init(checked text: String) { rawValue = text }
}
