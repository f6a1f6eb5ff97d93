internal import Reports
internal import Statistics

/// What is wrong with the data beside drift, in words.
struct QualityFindings {
    /// What is looked at of a column.
    struct Column {
        let name: String
        let quality: CheckReport.Quality.Column
        /// Production rows of categories that the reference does not have.
        var newRows = 0
        let rowsReference: Int
        let rowsCurrent: Int
    }

    /// In the reference alone, and in the production data alone.
    var vanished: [String] = []
    var added: [String] = []
    /// Columns whose types cannot be compared: name, type in the reference, type in the production data.
    var changed: [(name: String, reference: String, current: String)] = []
    let columns: [Column]
    /// The level at which a share of missing values must have grown to be serious, over all columns together.
    var alpha = 0.05

    /// A missing share that grew by this much is a finding, by twice as much, and more than chance explains, a serious one.
    static let missingGrowth = 0.05

    var quality: CheckReport.Quality {
        CheckReport.Quality(
            columns: Dictionary(columns.map { ($0.name, $0.quality) }) { first, _ in first },
            findings: ofColumnSet + columns.flatMap { findings($0) })
    }

    private var ofColumnSet: [CheckReport.Quality.Finding] {
        vanished.map { finding("missing_column", $0, "high", "is in the reference but not in the production data") }
            + added.map { finding("new_column", $0, "low", "is in the production data but not in the reference") }
            + changed.map {
                finding("type_change", $0.name, "high", "was \($0.reference), is \($0.current): not compared")
            }
    }

    private func findings(_ column: Column) -> [CheckReport.Quality.Finding] {
        let (name, quality) = (column.name, column.quality)
        var findings: [CheckReport.Quality.Finding] = []
        let (before, now) = (quality.missingReference ?? 0, quality.missingCurrent ?? 0)
        if now - before >= Self.missingGrowth {
            let isSerious = now - before >= 2 * Self.missingGrowth && isBeyondChance(column, before, now)
            let severity = isSerious ? "high" : "medium"
            findings.append(
                finding("missing_values", name, severity, "\(percent(now)) missing, \(percent(before)) in the reference"))
        }
        if let a = quality.distinctReference, let b = quality.distinctCurrent, a > 1, b == 1, column.rowsCurrent > 1 {
            findings.append(finding("constant", name, "medium", "has one value, had \(a) in the reference"))
        }
        if let low = quality.minimumReference, let high = quality.maximumReference, let least = quality.minimumCurrent,
            let greatest = quality.maximumCurrent, least < low || greatest > high
        {
            findings.append(
                finding(
                    "out_of_range", name, "low",
                    "spans \(NumberText.number(least)) to \(NumberText.number(greatest)), the reference "
                        + "\(NumberText.number(low)) to \(NumberText.number(high))"))
        }
        if let a = quality.infiniteReference, let b = quality.infiniteCurrent, b > a {
            findings.append(finding("infinite_values", name, "medium", "\(b) infinite values, \(a) in the reference"))
        }
        if column.newRows > 0 {
            let share = Double(column.newRows) / Double(max(1, column.rowsCurrent))
            findings.append(
                finding(
                    "new_categories", name, share >= 0.01 ? "medium" : "low",
                    "\(percent(share)) of the rows have categories that the reference does not"))
        }
        return findings
    }

    /// The z test of the two shares, Bonferroni over the columns.
    private func isBeyondChance(_ column: Column, _ before: Double, _ now: Double) -> Bool {
        func share(_ missing: Double, _ rows: Int) -> Proportion? {
            Proportion(successes: Int((missing * Double(rows)).rounded()), trials: rows)
        }
        guard let a = share(before, column.rowsReference), let b = share(now, column.rowsCurrent) else { return false }
        return TwoProportions(b, a).zTest(.larger).pValue < alpha / Double(max(1, columns.count))
    }

    private func finding(_ kind: String, _ column: String, _ severity: String, _ message: String) -> CheckReport.Quality.Finding {
        CheckReport.Quality.Finding(kind: kind, column: column, severity: severity, message: message)
    }

    private func percent(_ share: Double) -> String {
        let tenths = (share * 1_000).rounded() / 10
        return tenths == 0 && share > 0 ? "under 0.1 %" : "\(tenths) %"
    }
}
