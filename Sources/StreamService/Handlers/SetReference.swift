internal import Contracts
internal import EventLog
internal import GRPCCore
internal import Identity
internal import Logging
internal import ProfileStore
internal import Protos
internal import Statistics

extension StreamRPC {
    /// Characters of a reference's description.
    private static let descriptionLimit = 1_000
    /// Bytes of a reference's encoding.
    private static let referenceLimit = 8 << 20

    /// Stores a reference, made of logged events or given as bytes. Its partition's consumer takes it up within about a second.
    func handle(_ request: Driftwatch_V1_SetReferenceRequest) async throws -> Driftwatch_V1_Reference {
        let caller = try Caller.require(.administer)
        guard let id = DeploymentID(request.deploymentID) else {
            throw RPCError(code: .invalidArgument, message: "deployment_id must be \(DeploymentID.requirement)")
        }
        guard request.description_p.count <= Self.descriptionLimit, !request.description_p.utf8.contains(0) else {
            throw RPCError(
                code: .invalidArgument,
                message: "the description must have at most \(Self.descriptionLimit) characters, none U+0000")
        }
        let deployment = DeploymentKey(caller.project, id)
        let mayRegister = caller.registersUnknownDeployments && request.window == .init()
        guard try await store.exists(deployment, registering: mayRegister, at: clock.now) else {
            throw RPCError(code: .notFound, message: "there is no deployment '\(id)'; it is registered by its first event")
        }
        let reference: Reference
        switch request.source {
        case .window(let window): reference = try await ReferenceFromLog(log: log, store: store).build(deployment, window)
        case .profile(let bytes): reference = try decode([UInt8](bytes))
        case nil: throw RPCError(code: .invalidArgument, message: "give a source for the reference: a window or a profile")
        }
        let record = try await store.add(
            reference, to: deployment, partition: log.partition(project: caller.project, deployment: id),
            description: request.description_p, at: clock.now)
        logger.info(
            "a reference was set",
            metadata: [
                "deployment": "\(id)", "reference": "\(record.id)", "version": "\(record.version)", "events": "\(record.events)",
            ])
        return Driftwatch_V1_Reference(record)
    }

    private func decode(_ bytes: [UInt8]) throws -> Reference {
        guard bytes.count <= Self.referenceLimit else {
            throw RPCError(
                code: .invalidArgument, message: "the profile has \(bytes.count) bytes; at most \(Self.referenceLimit) are taken")
        }
        do {
            let reference = try Reference(decoding: bytes)
            guard reference.events > 0, !reference.features.isEmpty else {
                throw RPCError(
                    code: .invalidArgument, message: "the profile has no events or no features: make it of a file that has")
            }
            return reference
        } catch let error as StatisticsError {
            throw RPCError(
                code: .invalidArgument,
                message: "the profile cannot be read (\(error.message)): make it with `driftwatch profile`")
        }
    }
}

extension Driftwatch_V1_Reference {
    /// A reference as callers see it.
    init(_ record: ReferenceRecord) {
        self.init()
        id = record.id.rawValue
        deploymentID = record.deployment.deployment.rawValue
        version = UInt32(record.version)
        count = UInt64(clamping: record.events)
        createdUnixNanos = record.createdAt.nanos
        description_p = record.description
    }
}
