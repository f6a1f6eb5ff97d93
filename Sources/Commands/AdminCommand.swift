internal import ArgumentParser

/// `driftwatch admin`: organisations, projects, keys, databases.
struct AdminCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "admin",
        abstract: "Organisations, projects and API keys; databases that are given.",
        subcommands: [
            CreateProjectCommand.self, ListProjectsCommand.self, UpdateProjectCommand.self, CreateKeyCommand.self,
            ListKeysCommand.self, RevokeKeyCommand.self, MigrateCommand.self,
        ])
}
