/// Check as Markdown.
struct CheckMarkdown {
    private let report: CheckReport

    init(_ report: CheckReport) {
        self.report = report
    }

    var text: String { CheckCSV(report).text }
}
