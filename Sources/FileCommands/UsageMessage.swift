package import ArgumentParser

/// What is wrong with a command line, as one line: the argument parser explains itself in up to eleven.
package enum UsageMessage {
    /// - Parameter full: what `fullMessage(for:)` says of a usage error.
    /// - Returns: what is wrong, and which help to ask for.
    package static func line(_ full: String) -> String {
        var said: [Substring] = []
        var help = ""
        for line in full.split(separator: "\n") {
            if line.hasPrefix("  See '"), let command = line.split(separator: "'").dropFirst().first {
                help = "; see '\(command)'"
            }
            let isOver = help != "" || line.hasPrefix("Usage:") || line.hasPrefix("Help:")
            if !isOver { said.append(line) }
        }
        // A list of choices has a line each.
        let choices = said.filter { $0.hasPrefix("  - ") }.map { String($0.dropFirst(4)) }.joined(separator: ", ")
        var text = said.filter { !$0.hasPrefix("  - ") }.joined(separator: " ")
        if text.hasPrefix("Error: ") { text.removeFirst(7) }
        if !choices.isEmpty { text += " " + choices }
        let isName = text.dropFirst().first?.isUppercase == true
        return (isName ? text : text.prefix(1).lowercased() + text.dropFirst()) + help
    }

    /// Refuses a word in the place of a command that is none, also after `help`, which the argument parser takes for a wish to see all
    /// commands.
    ///
    /// - Parameter arguments: those of the process, without its name.
    package static func check(_ arguments: [String], commands: [any ParsableCommand.Type]) throws(CommandFailure) {
        let word = arguments.first == "help" ? arguments.dropFirst().first : arguments.first
        guard let word, !word.hasPrefix("-") else { return }
        let known = commands.compactMap { $0.configuration.commandName } + ["help"]
        guard !known.contains(word) else { return }
        throw CommandFailure("there is no command '\(word)'\(Nearest.hint(word, known))")
    }
}
