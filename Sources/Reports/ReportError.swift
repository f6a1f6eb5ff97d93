/// Why a report cannot be read or written: one line of what, where and what to do.
package struct ReportError: Error, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// Not JSON at all.
        case notJSON
        /// JSON, but no answer of `check` or `evaluate`.
        case foreign
        /// An answer with a member that is missing, of another type, or out of range.
        case damaged
        /// A number that JSON cannot write where the report needs one.
        case notFinite
    }

    package let code: Code
    /// Where in the document: `per_feature_metrics.age.psi.threshold`; empty for the whole.
    package let path: String
    package let message: String

    package var description: String { path.isEmpty ? message : "\(path): \(message)" }
}
