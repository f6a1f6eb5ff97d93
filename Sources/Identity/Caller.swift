package import Contracts
internal import GRPCCore
internal import Protos

/// Who makes the call that is being handled: the bearer of an API key, checked.
package struct Caller: Sendable, Hashable {
    /// The organisation that owns the project.
    package let organisation: OrganisationID
    /// The only project that exists for this call.
    package let project: ProjectID
    /// The key, for audit and logs.
    package let key: KeyID
    /// What the key may do.
    package let role: Role
    /// Whether the first event of an unknown deployment registers it, or is refused.
    package let registersUnknownDeployments: Bool

    /// Makes a caller of checked parts.
    package init(
        organisation: OrganisationID, project: ProjectID, key: KeyID, role: Role, registersUnknownDeployments: Bool = true
    ) {
        self.organisation = organisation
        self.project = project
        self.key = key
        self.role = role
        self.registersUnknownDeployments = registersUnknownDeployments
    }

    /// The caller of the call that the current task handles; set by `Authenticator`.
    @TaskLocal package static var current: Caller?

    /// The current caller, if it has a right.
    ///
    /// - Throws: UNAUTHENTICATED without a caller, PERMISSION_DENIED when its role lacks the right.
    package static func require(_ right: Role.Right) throws -> Caller {
        guard let caller = current else {
            throw RPCError(code: .unauthenticated, message: "this call needs an API key: send authorization: Bearer dw_…")
        }
        guard caller.role.allows(right) else {
            throw RPCError(
                code: .permissionDenied,
                message: "a key with the role \(caller.role.rawValue) may not \(right.rawValue); use one with another role")
        }
        return caller
    }
}

extension Caller {
    /// Reads the auth service's answer; nothing when it is not one that this version understands.
    init?(_ identity: Driftwatch_V1_Identity) {
        guard let organisation = OrganisationID(identity.organisationID), let project = ProjectID(identity.projectID),
            let key = KeyID(identity.keyID), let role = Role(rawValue: identity.role)
        else { return nil }
        self.init(
            organisation: organisation, project: project, key: key, role: role,
            registersUnknownDeployments: identity.unknownDeployments != .refuse)
    }
}
