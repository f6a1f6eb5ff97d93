package import ArgumentParser

/// The commands that work on files alone: no server, no database.
package enum FileCommands {
    package static var all: [any ParsableCommand.Type] {
        [EvaluateCommand.self, ProfileCommand.self, SimulateCommand.self, ReportCommand.self]
    }
}
