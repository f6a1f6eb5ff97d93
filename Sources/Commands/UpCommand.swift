internal import ArgumentParser
internal import Platform
internal import ServiceRuntime

/// `driftwatch up`: every service in this process, over a private Postgres.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Run the whole platform in one process, over a private Postgres.",
        helpNames: [])

    @Argument(parsing: .captureForPassthrough, help: "Settings; 'driftwatch up --help' lists them.")
    var settings: [String] = []

    func run() async throws {
        await ServiceMain.run(
            service: "driftwatch up", summary: "runs the whole platform in one process, over a private Postgres",
            settings: PlatformSettings.all, arguments: settings
        ) { runtime in
            let platform = try await Platform.start(runtime, settings: PlatformSettings(runtime.configuration))
            return platform.services + [Announcement(platform: platform)]
        }
    }
}
