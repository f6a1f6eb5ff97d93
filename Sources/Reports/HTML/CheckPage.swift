/// Check as a page.
struct CheckPage {
    private let report: CheckReport

    init(_ report: CheckReport) {
        self.report = report
    }

    var text: String { CheckCSV(report).text }
}
