package import ArgumentParser

/// The commands that work on files alone: no server, no database.
package enum FileCommands {
    package static var all: [any ParsableCommand.Type] {
        [CheckCommand.self, EvaluateCommand.self, ProfileCommand.self, SimulateCommand.self, ReportCommand.self]
    }
}
