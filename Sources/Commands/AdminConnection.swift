internal import ArgumentParser
internal import FileCommands
internal import Foundation
internal import GRPCCore
internal import Platform
internal import Protos
internal import RPC
internal import Wiring

/// How the commands below `admin` find the auth service and prove who they are.
struct AdminConnection: ParsableArguments {
    @Option(help: "Data directory of a 'driftwatch up' on this machine.")
    var dataDirectory: String = PlatformSettings.defaultDataDirectory

    @Option(help: "Address of the auth service; default: that of the data directory.")
    var authAddress: String?

    @Option(help: "File with the administrator token; default: that of the data directory.")
    var adminTokenFile: String?

    @Option(help: "How to print: text or json.")
    var format: OutputFormat = .text

    /// Calls the auth service as administrator.
    func call<Output>(
        _ body: (Driftwatch_V1_Auth.Client<CoreClientTransport>, Metadata) async throws -> Output
    ) async throws -> Output {
        let files = DataDirectory(dataDirectory)
        let path = adminTokenFile ?? files.adminToken
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw CommandFailure(
                "cannot read the administrator token in \(path): run as the user of 'driftwatch up', or give --admin-token-file")
        }
        let token = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let client = try RPCClient.make(authAddress ?? "unix:\(files.authSocket)")
        do {
            return try await body(Driftwatch_V1_Auth.Client(wrapping: client), ["authorization": "Bearer \(token)"])
        } catch let error as RPCError where error.code == .unavailable {
            throw CommandFailure(
                "the auth service does not answer at \(authAddress ?? files.authSocket): is 'driftwatch up' running?")
        }
    }
}

/// How a command prints its answer.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json

    /// Prints fields in their order: a line each, or one JSON object.
    func print(_ fields: [(name: String, value: String)]) {
        switch self {
        case .text:
            let width = fields.map(\.name.count).max() ?? 0
            for (name, value) in fields { Swift.print("\(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(value)") }
        case .json: Swift.print(object(fields))
        }
    }

    /// Prints rows under their names: a table, or a JSON array of objects.
    func print(rows: [[(name: String, value: String)]]) {
        switch self {
        case .json: Swift.print("[\(rows.map(object).joined(separator: ", "))]")
        case .text:
            guard let names = rows.first?.map(\.name) else { return }
            let table = [names] + rows.map { $0.map(\.value) }
            let widths = names.indices.map { column in table.map { $0[column].count }.max() ?? 0 }
            for row in table {
                let cells = zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
                Swift.print(cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces))
            }
        }
    }

    private func object(_ fields: [(name: String, value: String)]) -> String {
        "{" + fields.map { "\(quoted($0.name)): \(quoted($0.value))" }.joined(separator: ", ") + "}"
    }

    private func quoted(_ text: String) -> String {
        let data = try? JSONEncoder().encode(text)
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
