internal import Reports

/// Evaluates the rows of each slice anew: for tasks whose metrics do not add up.
struct RowSlices {
    let dimensions: [SliceDimension]
    /// Rows of the table that the evaluation rests on, ascending.
    let rows: [Int]

    /// Each slice with what `metrics` gives for its rows.
    func slices(_ metrics: ([Int]) -> (count: Int, values: [String: Double?])) -> [EvaluationReport.Slice] {
        dimensions.flatMap { dimension in
            var members = [[Int]](repeating: [], count: dimension.names.count)
            for row in rows where dimension.parts[row] >= 0 { members[Int(dimension.parts[row])].append(row) }
            return zip(dimension.names, members).map { name, rows in
                let (count, values) = metrics(rows)
                return EvaluationReport.Slice(name, count: count, values)
            }
        }
    }
}

extension EvaluationReport {
    /// Says which metrics have no value, or that there is nothing to compute.
    mutating func noteUndefined() {
        if n == 0 {
            notes.append("no row has all that is needed: nothing could be computed")
        } else {
            let undefined = metrics.filter { $0.value == nil }.keys.sorted()
            if !undefined.isEmpty { notes.append("not defined for this data: \(undefined.joined(separator: ", "))") }
        }
    }
}

extension [String] {
    /// Notes how many of all rows were left out, if any.
    mutating func note(_ count: Int, of all: Int, _ what: String) {
        if count > 0 { append("\(count) of \(all) rows \(what) and are left out") }
    }
}
