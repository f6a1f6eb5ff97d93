/// Names a project: what keys, deployments, events and series belong to.
package struct ProjectID: PrefixedIdentifier {
    package static let prefix = "prj_"
    package let rawValue: String

    package init(checked text: String) { rawValue = text }
}
