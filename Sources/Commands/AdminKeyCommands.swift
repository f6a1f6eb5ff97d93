internal import ArgumentParser
internal import Contracts
internal import GRPCCore
internal import Protos

/// What a key may do.
enum KeyRole: String, ExpressibleByArgument, CaseIterable {
    case writer
    case reader
    case editor
}

/// `driftwatch admin create-key`.
struct CreateKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-key", abstract: "Create an API key, which is shown this once.")

    @OptionGroup var connection: AdminConnection

    @Option(help: "The project (prj_…).")
    var project: String

    @Option(help: "A name to tell keys apart.")
    var name: String

    @Option(help: "writer (sends events), reader (asks), editor (both).")
    var role: KeyRole = .editor

    func run() async throws {
        try await connection.call { auth, metadata in
            var request = Driftwatch_V1_CreateKeyRequest()
            request.projectID = project
            request.name = name
            request.role = role.rawValue
            let created = try await auth.createKey(request, metadata: metadata)
            connection.format.print([
                ("key_id", created.key.id), ("project", created.key.projectID), ("role", created.key.role),
                ("key", created.secret),
            ])
        }
    }
}

/// `driftwatch admin list-keys`.
struct ListKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list-keys", abstract: "List a project's keys by name.")

    @OptionGroup var connection: AdminConnection

    @Argument(help: "The project (prj_…).")
    var project: String

    func run() async throws {
        try await connection.call { auth, metadata in
            var request = Driftwatch_V1_ListKeysRequest()
            request.projectID = project
            connection.format.print(rows: try await auth.listKeys(request, metadata: metadata).keys.map(\.fields))
        }
    }
}

/// `driftwatch admin revoke-key`.
struct RevokeKeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke-key", abstract: "Revoke a key; it stops working within ten seconds.")

    @OptionGroup var connection: AdminConnection

    @Argument(help: "The key's id (key_…).")
    var key: String

    func run() async throws {
        try await connection.call { auth, metadata in
            var request = Driftwatch_V1_RevokeKeyRequest()
            request.keyID = key
            connection.format.print(try await auth.revokeKey(request, metadata: metadata).fields)
        }
    }
}

extension Driftwatch_V1_Key {
    fileprivate var fields: [(name: String, value: String)] {
        [
            ("key_id", id), ("name", name), ("role", role), ("prefix", prefix),
            ("created", Timestamp(nanos: createdUnixNanos).description),
            ("revoked", revokedUnixNanos == 0 ? "no" : Timestamp(nanos: revokedUnixNanos).description),
        ]
    }
}
