/// Evaluation as text for a terminal.
struct EvaluationText {
    private let report: EvaluationReport

    init(_ report: EvaluationReport, style: ReportStyle) {
        self.report = report
    }

    var text: String { EvaluationCSV(report).text }
}
