internal import ArgumentParser
internal import Demo
internal import FileCommands
internal import Foundation
internal import Platform
internal import ServiceLifecycle
internal import ServiceRuntime
internal import Synchronization

/// `driftwatch demo`: the employment example through the whole platform.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a real model's three years through the whole platform, and serve the dashboard.",
        discussion: """
            Starts everything in this process over a private Postgres in a directory of its own, which is removed at the end. Exit status 0, or
            1 when a count or a score does not agree.
            """)

    @Flag(help: "End after the summary.")
    var once = false

    @Option(help: "Where the dashboard is served.")
    var httpListen = "127.0.0.1:7460"

    @Option(help: "Where ingest takes events.")
    var rpcListen = "127.0.0.1:7461"

    @Option(help: "Folder with reference.parquet and production.parquet; default: the example that comes with DriftWatch.")
    var data: String?

    func run() async throws {
        guard let folder = data ?? InstalledFiles.employmentExample else {
            throw CommandFailure("the example is not beside the program: give its folder by --data")
        }
        let options = DemoPlay.Options(data: folder, once: once)
        try options.check()
        let directory = FileManager.default.temporaryDirectory.appending(
            path: "driftwatch-demo-\(ProcessInfo.processInfo.processIdentifier)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let configuration = try ServiceConfiguration(
            service: "driftwatch demo", settings: PlatformSettings.all,
            arguments: [
                "--data-directory", directory.path, "--http-listen", httpListen, "--rpc-listen", rpcListen, "--log-level",
                "warning",
            ], environment: [:])
        let runtime = Runtime(configuration: configuration)
        let console = Console()
        console.line("starting the platform in \(directory.path)")
        let platform = try await Platform.start(runtime, settings: PlatformSettings(configuration))
        let agreed = Mutex(false)
        let play = DemoPlay(platform: platform, options: options, console: console) { result in
            agreed.withLock { $0 = result }
        }
        try await Lifecycle.run(platform.services + [play], logger: runtime.logger)
        guard agreed.withLock({ $0 }) else {
            throw CommandFailure("the counts do not agree: see above", status: ExitStatus.badNews)
        }
    }
}
