/// A condition on rows: comparisons of columns with constants, and what joins them.
///
/// A missing value (null, NaN, in CSV an empty field) answers neither a comparison nor its negation: `not (age > 60)` keeps the rows
/// whose age is known and at most 60. Parquet's row groups that cannot have such rows are not read.
package indirect enum RowFilter: Sendable, Equatable {
    /// How a column and a constant are compared. Texts compare by byte.
    package enum Comparison: Sendable, Equatable {
        case equal
        case notEqual
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual
    }

    /// A constant. It is taken as the column's type: `'60'` is a number where the column has numbers.
    package enum Constant: Sendable, Equatable {
        case number(Double)
        case integer(Int64)
        case text(String)
        case boolean(Bool)
        /// Nanoseconds since the Unix epoch, UTC.
        case time(Int64)
    }

    case compare(String, Comparison, Constant)
    /// The column has one of these values.
    case isIn(String, [Constant])
    case isMissing(String)
    case not(RowFilter)
    /// Every part holds; of no parts: all rows.
    case all([RowFilter])
    /// At least one part holds; of no parts: no row.
    case any([RowFilter])

    /// The names of the columns that it looks at, each once, in the order of their first mention.
    package var columns: [String] {
        var names: [String] = []
        collect(into: &names)
        return names
    }

    private func collect(into names: inout [String]) {
        switch self {
        case .compare(let name, _, _), .isIn(let name, _), .isMissing(let name):
            if !names.contains(name) { names.append(name) }
        case .not(let part): part.collect(into: &names)
        case .all(let parts), .any(let parts): for part in parts { part.collect(into: &names) }
        }
    }
}
