/// What `--help` prints, and the table of `docs/configuration.md`.
package enum ConfigurationHelp {
    /// The text for a terminal: every setting with its names, default and what is allowed.
    package static func text(service: String, summary: String, settings declared: [AnySetting]) -> String {
        var lines = ["\(service): \(summary)", "", "Settings, each by flag, environment or file; the first of these wins:", ""]
        for setting in declared + CommonSettings.all {
            lines.append("  \(setting.flag)  (\(setting.variable), file: \(setting.name))")
            lines.append("      \(setting.meaning)")
            lines.append("      default: \(shownDefault(setting)); allowed: \(setting.allowed)")
        }
        lines += ["", "  --help      this text", "  --version   the version", ""]
        lines.append("Exit status: 0 fine, 1 bad news, 2 wrong usage or input, 70 our fault.")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The rows of a Markdown table: name, default, allowed, meaning.
    package static func markdownRows(_ settings: [AnySetting]) -> String {
        settings.map { "| `\($0.name)` | \(shownDefault($0)) | \($0.allowed) | \($0.meaning) |" }.joined(separator: "\n")
    }

    private static func shownDefault(_ setting: AnySetting) -> String {
        guard let text = setting.defaultText else { return "none, must be given" }
        if text.isEmpty { return "none" }
        return setting.isSecret ? "set" : text
    }
}
