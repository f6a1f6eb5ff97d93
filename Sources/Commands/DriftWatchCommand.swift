package import ArgumentParser
internal import Columnar
internal import Demo
internal import FileCommands
internal import Foundation
internal import GRPCCore
internal import Postgres
internal import RPC
internal import ServiceRuntime

/// The `driftwatch` command.
package struct DriftWatchCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "driftwatch",
        abstract: "Watches machine-learning and LLM systems in production.",
        discussion: """
            Start with 'driftwatch demo', or with 'driftwatch up' and 'driftwatch admin create-project'.
            Exit status: 0 fine, 1 the answer is bad news, 2 wrong usage or input, 70 our fault.
            """,
        version: "driftwatch \(ServiceMain.version)",
        subcommands: FileCommands.all + [UpCommand.self, DemoCommand.self, AdminCommand.self])

    package init() {}

    /// Runs the command line of this process to its end, and ends the process.
    package static func run() async -> Never {
        do {
            try await Terminal.$environment.withValue(ServiceMain.environment) {
                try UsageMessage.check(Array(CommandLine.arguments.dropFirst()), commands: configuration.subcommands)
                var command = try parseAsRoot()
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
            }
            Foundation.exit(ExitStatus.fine)
        } catch {
            finish(error)
        }
    }

    private static func finish(_ error: any Error) -> Never {
        switch error {
        // An answer that is bad news has been written already.
        case let code as ExitCode: Foundation.exit(code.rawValue)
        case let failure as CommandFailure: fail(failure.message, failure.status)
        case let error as ConfigurationError: fail("\(error)", ExitStatus.usage)
        case let error as ColumnarError: fail("\(error)", ExitStatus.usage)
        case let error as RPCSetupError: fail("\(error)", ExitStatus.usage)
        case let error as DemoError: fail("\(error)", ExitStatus.fault)
        case let error as RPCError:
            let usage: [RPCError.Code] = [.invalidArgument, .notFound, .alreadyExists, .unauthenticated, .permissionDenied]
            fail(error.message, usage.contains(error.code) ? ExitStatus.usage : ExitStatus.fault)
        default: break
        }
        let code = exitCode(for: error)
        let text = fullMessage(for: error)
        if code == .success {
            print(text)
            Foundation.exit(ExitStatus.fine)
        }
        // What the argument parser refuses is wrong usage; what it does not know is our fault.
        let isUsage = code == .validationFailure
        fail(
            isUsage ? UsageMessage.line(text) : "\(error)",
            isUsage ? ExitStatus.usage : code.rawValue == 1 ? ExitStatus.fault : code.rawValue)
    }

    private static func fail(_ message: String, _ status: Int32) -> Never {
        FileHandle.standardError.write(Data("driftwatch: \(message)\n".utf8))
        Foundation.exit(status)
    }
}
