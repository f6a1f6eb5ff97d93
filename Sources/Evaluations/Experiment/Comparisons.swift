internal import Reports
internal import Statistics

/// Every outcome of every treatment against the control, on some rows.
struct Comparisons {
    struct Comparison {
        /// What stands before the names of its metrics.
        let prefix: String
        let plain: VariantComparison?
        /// Mann and Whitney's test; nil for shares.
        let ranks: () -> TestResult?
        /// With the covariate's part taken out.
        let adjusted: () -> VariantComparison?
    }

    let comparisons: [Comparison]
    private let level: Double

    /// - Parameter rows: of each variant, the control first.
    init(_ configuration: EvaluationConfiguration, _ table: EvaluationTable, _ names: [String], _ rows: [[Int]]) {
        let level = configuration.confidence ?? 0.95
        self.level = level
        let covariate = configuration.covariate.map { table.number($0) }
        var comparisons: [Comparison] = []
        for outcome in configuration.outcomes {
            let column = table.number(outcome)
            let finite = rows.map { $0.filter { column[$0].isFinite } }
            let values = finite.map { $0.map { column[$0] } }
            let adjusted = Self.adjusted(column, covariate, finite)
            for treatment in names.indices.dropFirst() {
                let prefix =
                    (configuration.outcomes.count > 1 ? outcome + "." : "") + (names.count > 2 ? names[treatment] + "." : "")
                let plain = VariantComparison(control: values[0], treatment: values[treatment], confidence: level)
                comparisons.append(
                    Comparison(
                        prefix: prefix, plain: plain,
                        ranks: { plain?.isShare == true ? nil : RankTests.mannWhitney(values[treatment], values[0]) },
                        adjusted: {
                            adjusted.flatMap { VariantComparison(control: $0[0], treatment: $0[treatment], confidence: level) }
                        }))
            }
        }
        self.comparisons = comparisons
    }

    /// The values of each variant less what the covariate explains; one slope for all rows. nil without a covariate that varies.
    private static func adjusted(_ column: [Double], _ covariate: [Double]?, _ rows: [[Int]]) -> [[Double]]? {
        guard let covariate else { return nil }
        let known = rows.map { $0.filter { covariate[$0].isFinite } }
        let all = known.flatMap { $0 }
        guard let values = Cuped.adjusted(all.map { column[$0] }, covariate: all.map { covariate[$0] }) else { return nil }
        var start = 0
        return known.map { rows in
            defer { start += rows.count }
            return Array(values[start..<start + rows.count])
        }
    }

    func values(_ wanted: Set<String>) -> [String: Double?] {
        let adjustedP = MultipleTesting.benjaminiHochberg.adjusted(comparisons.map { $0.plain?.pValue ?? .nan })
        var values: [String: Double?] = [:]
        for (comparison, corrected) in zip(comparisons, adjustedP) {
            func set(_ name: String, _ value: @autoclosure () -> Double?) {
                guard wanted.contains(name) else { return }
                values[comparison.prefix + name] = .some(value().flatMap { $0.isFinite ? $0 : nil })
            }
            let plain = comparison.plain
            set("mean_control", plain?.controlMean)
            set("mean_treatment", plain?.treatmentMean)
            set("difference", plain?.difference)
            set("lift", plain?.lift)
            set("statistic", plain?.statistic)
            set("p_value", plain?.pValue)
            set("p_adjusted", corrected)
            if plain?.isShare != true { set("mann_whitney_p_value", comparison.ranks()?.pValue) }
            guard wanted.contains(where: { $0.hasPrefix("cuped") }) else { continue }
            let adjusted = comparison.adjusted()
            set("cuped_difference", adjusted?.difference)
            set("cuped_p_value", adjusted?.pValue)
            set("cuped_variance_reduction", Self.reduction(plain, adjusted))
        }
        return values
    }

    /// The share of the difference's variance that the covariate took away.
    private static func reduction(_ plain: VariantComparison?, _ adjusted: VariantComparison?) -> Double? {
        guard let plain, let adjusted, plain.standardError > 0 else { return nil }
        let ratio = adjusted.standardError / plain.standardError
        return 1 - ratio * ratio
    }

    /// Of differences and lifts; `difference_sequence` holds at every look.
    func intervals(_ wanted: Set<String>) -> [String: EvaluationReport.Interval] {
        var intervals: [String: EvaluationReport.Interval] = [:]
        for comparison in comparisons {
            func set(_ name: String, _ range: ClosedRange<Double>?, _ method: String) {
                guard let range, range.lowerBound.isFinite, range.upperBound.isFinite else { return }
                intervals[comparison.prefix + name] = EvaluationReport.Interval(range, level: level, method: method)
            }
            let plain = comparison.plain
            if wanted.contains("difference") {
                set("difference", plain?.interval, plain?.isShare == true ? "newcombe" : "student_t")
                set("difference_sequence", plain?.sequence, "confidence_sequence")
            }
            if wanted.contains("lift") { set("lift", plain?.liftInterval, "delta") }
            if wanted.contains("cuped_difference") { set("cuped_difference", comparison.adjusted()?.interval, "student_t") }
        }
        return intervals
    }
}
