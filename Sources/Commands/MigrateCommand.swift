internal import ArgumentParser
internal import FileCommands
internal import Logging
internal import Postgres
internal import Schema

/// `driftwatch admin migrate`: brings a database that is given up to date.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make the roles and tables in a Postgres that is given, or bring them up to date.",
        discussion: """
            The URL's role must be allowed to create roles and to create in the database. Afterwards give the services' roles a way in:
              ALTER ROLE driftwatch_service LOGIN PASSWORD '…';   likewise driftwatch_stream, driftwatch_auth
            """)

    @Option(help: "postgresql://postgres@host/driftwatch")
    var databaseURL: String

    func run() async throws {
        var configuration = PostgresConfiguration(url: databaseURL)
        configuration.maximumConnections = 1
        let pool = PostgresPool(
            configuration: configuration, logger: Logger(label: "driftwatch") { _ in SwiftLogNoOpLogHandler() })
        let applied: Int
        do {
            applied = try await Schema.migrate(pool, logger: Logger(label: "driftwatch") { _ in SwiftLogNoOpLogHandler() })
        } catch {
            await pool.close()
            throw CommandFailure("the database could not be migrated: \(error)")
        }
        await pool.close()
        print(applied == 0 ? "the database is up to date" : "applied \(applied) migrations")
    }
}
