/// Turns a report into one of its forms.
///
/// Every name in a report comes from a file that somebody else may have written: each form escapes it for its own reader, and
/// makes control characters visible. What is not finite is never written: it becomes null, or an empty field.
package enum ReportRenderer {
    /// The answer of `driftwatch check` as a text that ends with a line feed.
    ///
    /// - Throws: `ReportError` with `notFinite` where a threshold or another number that cannot be absent is NaN or infinite.
    package static func render(
        _ report: CheckReport, as format: ReportFormat, style: ReportStyle = ReportStyle()
    ) throws(ReportError) -> String {
        let report = report.finite
        switch format {
        case .json: return try JSONForm.text(report)
        case .text: return CheckText(report, style: style).text
        case .markdown: return CheckMarkdown(report).text
        case .html: return CheckPage(report).text
        case .csv: return CheckCSV(report).text
        }
    }

    /// The answer of `driftwatch evaluate` as a text that ends with a line feed.
    ///
    /// - Throws: as for a check.
    package static func render(
        _ report: EvaluationReport, as format: ReportFormat, style: ReportStyle = ReportStyle()
    ) throws(ReportError) -> String {
        let report = report.finite
        switch format {
        case .json: return try JSONForm.text(report)
        case .text: return report.run == nil ? EvaluationText(report, style: style).text : TrecText(report).text
        case .markdown: return EvaluationMarkdown(report).text
        case .html: return EvaluationPage(report).text
        case .csv: return EvaluationCSV(report).text
        }
    }
}
