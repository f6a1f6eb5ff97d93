/// Evaluation as a page.
struct EvaluationPage {
    private let report: EvaluationReport

    init(_ report: EvaluationReport) {
        self.report = report
    }

    var text: String { EvaluationCSV(report).text }
}
