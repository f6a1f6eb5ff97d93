/// Names a deployment within a project; chosen by whoever deploys the model.
package struct DeploymentID: TextIdentifier {
    package static let requirement = "1 to 128 of A-Z, a-z, 0-9, '.', '_', ':', '-', beginning with a letter or digit"
    package let rawValue: String

    package init?(_ text: String) {
        guard Self.isValid(text.utf8) else { return nil }
        rawValue = text
    }

    /// The same check on bytes, before they are a `String`.
    package static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
        guard let first = bytes.first, isAlphanumeric(first), bytes.count <= Limits.standard.deploymentIDBytes else {
            return false
        }
        return bytes.allSatisfy { isAlphanumeric($0) || punctuation.contains($0) }
    }
}

private let punctuation: [UInt8] = Array("._:-".utf8)
