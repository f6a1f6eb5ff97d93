package import Contracts

/// A deployment of a project: what profiles, references and series belong to.
package struct DeploymentKey: Hashable, Sendable, CustomStringConvertible {
    package let project: ProjectID
    package let deployment: DeploymentID

    package init(_ project: ProjectID, _ deployment: DeploymentID) {
        self.project = project
        self.deployment = deployment
    }

    package var description: String { "\(project)/\(deployment)" }
}
