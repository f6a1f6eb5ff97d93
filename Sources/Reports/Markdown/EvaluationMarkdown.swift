/// Evaluation as Markdown.
struct EvaluationMarkdown {
    private let report: EvaluationReport

    init(_ report: EvaluationReport) {
        self.report = report
    }

    var text: String { EvaluationCSV(report).text }
}
