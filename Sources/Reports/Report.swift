internal import Foundation

/// An answer of a command on files, whichever it is.
package enum Report: Sendable, Equatable {
    case check(CheckReport)
    case evaluation(EvaluationReport)

    /// The report in one form; see ``ReportRenderer``.
    package func rendered(as format: ReportFormat, style: ReportStyle = ReportStyle()) throws(ReportError) -> String {
        switch self {
        case .check(let report): try ReportRenderer.render(report, as: format, style: style)
        case .evaluation(let report): try ReportRenderer.render(report, as: format, style: style)
        }
    }
}
