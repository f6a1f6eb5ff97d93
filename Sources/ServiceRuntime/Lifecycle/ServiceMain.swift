internal import Foundation
internal import Logging
package import ServiceLifecycle

/// The `main` of a service: configuration, log, admin listener, lifecycle, exit status.
package enum ServiceMain {
    /// What `--version` prints.
    package static let version = "0.1.0"

    /// The process's environment, for what is no setting: NO_COLOR, the locale.
    package static var environment: [String: String] { ProcessInfo.processInfo.environment }

    /// Runs a service to its end and ends the process.
    ///
    /// - Parameters:
    ///   - service: its name, as in `driftwatch-gateway`.
    ///   - summary: one line for `--help`.
    ///   - settings: what it declares besides `CommonSettings`.
    ///   - arguments: the command line without the program's name.
    ///   - assemble: makes its components in the order in which they start.
    package static func run(
        service: String, summary: String, settings: [AnySetting], arguments: [String] = Array(CommandLine.arguments.dropFirst()),
        assemble: @escaping @Sendable (Runtime) async throws -> [any Service]
    ) async -> Never {
        if arguments.contains(where: { $0 == "--help" || $0 == "--config-help" || $0 == "-h" }) {
            print(ConfigurationHelp.text(service: service, summary: summary, settings: settings), terminator: "")
            exit(ExitStatus.fine)
        }
        if arguments == ["--version"] {
            print("\(service) \(version)")
            exit(ExitStatus.fine)
        }
        do {
            let configuration = try ServiceConfiguration(
                service: service, settings: settings, arguments: arguments, environment: environment)
            try await run(Runtime(configuration: configuration), assemble: assemble)
            exit(ExitStatus.fine)
        } catch let error as ConfigurationError {
            FileHandle.standardError.write(Data("\(service): \(error)\n".utf8))
            exit(ExitStatus.usage)
        } catch {
            FileHandle.standardError.write(Data("\(service): \("\(error)".replacing("\n", with: " "))\n".utf8))
            exit(ExitStatus.fault)
        }
    }

    private static func run(
        _ runtime: Runtime, assemble: @Sendable (Runtime) async throws -> [any Service]
    ) async throws {
        let logger = runtime.logger
        LoggingSystem.bootstrap { _ in logger.handler }
        var services = try await assemble(runtime)
        if let listen = runtime.configuration[CommonSettings.adminListen] {
            services.insert(
                AdminServer(listen: listen, metrics: runtime.metrics, readiness: runtime.readiness, logger: logger), at: 0)
        }
        logger.info("starting", metadata: ["version": "\(version)"])
        try await Lifecycle.run(
            services, shutdownTimeout: runtime.configuration[CommonSettings.shutdownTimeout], logger: logger)
        logger.info("stopped")
    }
}
