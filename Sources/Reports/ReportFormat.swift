/// How a report is written.
package enum ReportFormat: String, Sendable, CaseIterable {
    /// For a terminal.
    case text
    /// The contract for machines, and the only form that `driftwatch report` reads back.
    case json
    /// For a pull request's comment.
    case markdown
    /// One file for a browser, which asks nothing of the network.
    case html
    /// RFC 4180: one line for each feature and metric, or slice and metric.
    case csv

    /// The format that a file's ending stands for; nil where it stands for none.
    package init?(fileName: String) {
        let endings: [String: ReportFormat] = [
            "txt": .text, "json": .json, "md": .markdown, "markdown": .markdown, "html": .html, "htm": .html, "csv": .csv,
        ]
        guard let dot = fileName.lastIndex(of: "."),
            let format = endings[fileName[fileName.index(after: dot)...].lowercased()]
        else { return nil }
        self = format
    }
}
