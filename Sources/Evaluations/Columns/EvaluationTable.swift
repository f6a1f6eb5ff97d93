internal import Columnar

/// The columns of an evaluation, in memory.
package struct EvaluationTable: Sendable {
    /// Rows of the data.
    package internal(set) var count = 0
    var numbers: [String: [Double]] = [:]
    var categories: [String: CategoryColumn] = [:]
    /// Where each query holds: 1, else 0. In the order of the queries.
    var marks: [[UInt8]] = []
    /// What the reader should know: labels that found no row, keys that stand twice.
    var notes: [String] = []

    /// A column that was asked for as a number.
    func number(_ name: String) -> [Double] { numbers[name] ?? [] }

    /// A column that was asked for as a category.
    func category(_ name: String) -> CategoryColumn { categories[name] ?? CategoryColumn() }
}

/// A column with the form to read it as.
struct ColumnRequest: Hashable, Sendable {
    let name: String
    let form: ColumnForm
}

/// How far the reading is: rows so far, and all where known.
package typealias ReadingProgress = (Int, Int?) -> Void
