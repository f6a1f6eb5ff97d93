internal import Columnar
internal import Reports
internal import Statistics

/// `--task experiment`: the outcomes of an experiment's variants against its control.
struct ExperimentEvaluator {
    let configuration: EvaluationConfiguration
    let reader: TableReader

    /// Of each outcome and treatment; with several, `outcome.treatment.` stands before the name.
    private static let names = [
        "mean_control", "mean_treatment", "difference", "lift", "statistic", "p_value", "p_adjusted", "mann_whitney_p_value",
        "cuped_difference", "cuped_p_value", "cuped_variance_reduction",
    ]
    private static let ofTraffic = ["srm_statistic", "srm_p_value"]

    /// Rows of each variant, the control first.
    private struct Arms {
        let names: [String]
        let rows: [[Int]]
    }

    func report() throws -> EvaluationReport {
        let variant = try configuration.required(configuration.variant, "variant")
        guard !configuration.outcomes.isEmpty else {
            throw EvaluationError("an experiment needs --metric: the outcome to compare")
        }
        if configuration.weight != nil { throw EvaluationError("--weight: the rows of an experiment count once each") }
        let known = Self.ofTraffic + Self.names.filter { configuration.covariate != nil || !$0.hasPrefix("cuped") }
        let wanted = try configuration.wanted(of: known)
        let numbers = configuration.outcomes + [configuration.covariate].compactMap(\.self)
        let table = try reader.read(
            [ColumnRequest(name: variant, form: .category)] + numbers.map { ColumnRequest(name: $0, form: .number) }
                + Slicing.requests(configuration, reader), queries: Slicing.queries(configuration))
        let column = table.category(variant)
        let place = "\(reader.source(variant)): column '\(variant)'"
        var report = EvaluationReport(task: configuration.task.rawValue, count: 0)
        report.notes = table.notes
        let assigned = column.codes.indices.filter { column.codes[$0] >= 0 }
        report.notes.note(table.count - assigned.count, of: table.count, "have no variant")
        let arms = try self.arms(column, assigned, place)
        report.n = assigned.count
        report.notes.append("the control is '\(arms.names[0])'")
        try traffic(arms, wanted, place, into: &report)
        for outcome in configuration.outcomes {
            let missing = assigned.count { !table.number(outcome)[$0].isFinite }
            if missing > 0 { report.notes.append("\(outcome): \(missing) of \(assigned.count) rows have no finite value") }
        }
        let whole = Comparisons(configuration, table, arms.names, arms.rows)
        report.metrics.merge(whole.values(wanted)) { _, new in new }
        report.intervals = whole.intervals(wanted)
        let dimensions = Slicing.dimensions(configuration, table)
        let codes = arms.names.map { name in column.texts.firstIndex { $0.description == name }.map { Int32($0) } ?? -1 }
        report.slices = RowSlices(dimensions: dimensions, rows: assigned).slices { rows in
            let parts = codes.map { code in rows.filter { column.codes[$0] == code } }
            return (rows.count, Comparisons(configuration, table, arms.names, parts).values(wanted))
        }
        report.notes += Slicing.notes(configuration, dimensions, [])
        if whole.comparisons.count > 1 {
            report.notes.append("p_adjusted: Benjamini–Hochberg over \(whole.comparisons.count) comparisons")
        }
        if report.intervals.keys.contains(where: { $0.hasSuffix("difference_sequence") }) {
            report.notes.append(
                "difference_sequence holds however often one looks; the other intervals at one look that was planned")
        }
        report.noteUndefined()
        return report
    }

    private func arms(_ column: CategoryColumn, _ assigned: [Int], _ place: String) throws -> Arms {
        var rows = [[Int]](repeating: [], count: column.texts.count)
        for row in assigned { rows[Int(column.codes[row])].append(row) }
        let present = column.texts.indices.filter { !rows[$0].isEmpty }.sorted { column.texts[$0] < column.texts[$1] }
        guard present.count > 1 else { throw EvaluationError("\(place): an experiment has two variants or more; there is one") }
        guard present.count <= 50 else {
            throw EvaluationError("\(place): has \(present.count) different values; an experiment has at most 50 variants")
        }
        let names = present.map { column.texts[$0].description }
        let control: Int
        if let named = configuration.control {
            guard let place = ClassNames.meant(named, among: names).flatMap(names.firstIndex) else {
                throw EvaluationError("--control \(named): is no variant; the variants are \(names.joined(separator: ", "))")
            }
            control = place
        } else {
            control = names.firstIndex { $0.lowercased() == "control" } ?? 0
        }
        let order = [control] + names.indices.filter { $0 != control }
        return Arms(names: order.map { names[$0] }, rows: order.map { rows[present[$0]] })
    }

    /// Is the traffic split as it was meant?
    private func traffic(_ arms: Arms, _ wanted: Set<String>, _ place: String, into report: inout EvaluationReport) throws {
        let sorted = zip(arms.names, arms.rows.map(\.count)).sorted { ExactText($0.0) < ExactText($1.0) }
        let shares = configuration.shares.isEmpty ? sorted.map { _ in 1.0 } : configuration.shares
        guard shares.count == sorted.count else {
            throw EvaluationError(
                "--shares: \(shares.count) shares for \(sorted.count) variants (\(sorted.map(\.0).joined(separator: ", ")))")
        }
        let test = SampleRatio.test(counts: sorted.map(\.1), shares: shares)
        if wanted.contains("srm_statistic") { report.metrics["srm_statistic"] = .some(test?.statistic) }
        if wanted.contains("srm_p_value") { report.metrics["srm_p_value"] = .some(test?.pValue) }
        let counts = sorted.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        report.notes.append("rows by variant: \(counts)")
        if let p = test?.pValue, p < SampleRatio.alpha {
            report.notes.append(
                "sample ratio mismatch: the traffic is not split as it was meant, so no other number of this experiment can be trusted"
            )
        }
    }
}
