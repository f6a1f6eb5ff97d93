/// Check as text for a terminal.
struct CheckText {
    private let report: CheckReport

    init(_ report: CheckReport, style: ReportStyle) {
        self.report = report
    }

    var text: String { CheckCSV(report).text }
}
