import Reports

/// Reports with plausible and with hostile content, made from a seed.
struct ReportFixtures {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// 0 up to 1.
    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var bits = state
        bits ^= bits >> 33
        bits = bits &* 0xFF51_AFD7_ED55_8CCD
        bits ^= bits >> 33
        return Double(bits >> 11) * 0x1p-53
    }

    mutating func below(_ bound: Int) -> Int { Int(uniform() * Double(bound)) }

    /// Names that break careless writers: markup, pipes, quotes, formulas, escape sequences, wide and invisible characters.
    static let hostileNames = [
        "age", "my_feature_name", "myFeatureName", "HTTPStatus", "", " ", "a,b", "a\"b", "a|b", "`code`", "*bold* _under_ [l](x)",
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "&amp;", "</td></table>", "]]>", "<!--", "${x}",
        "=cmd|' /C calc'!A0", "+1", "-1", "@sum", "\t=1", "a\nb", "a\r\nb", "a\u{0}b", "\u{1B}[31mred\u{1B}[0m", "\u{9B}31m",
        "\u{202E}evil", "a\u{200B}b", "größe", "年齢", "🙂", "e\u{301}", "\u{7F}", "| --- |", "# heading", "- item", "1. one",
        "a\\|b", "\\", "'", "per_feature_metrics", "globalStatus", "x=NA", "very_long_" + String(repeating: "name_", count: 60),
        "@someone", "#123", "https://example.invalid/x", "~~x~~", "<https://example.invalid>", "\u{2028}", "\u{FFFE}",
        "__score__",
    ]

    mutating func score(_ metric: String = "psi", value: Double? = nil) -> CheckReport.Score {
        let value = value ?? uniform() * 0.5
        let states = ["ok", "ok", "ok", "insufficient", "not_applicable", "no_reference"]
        let state = states[below(states.count)]
        let isOK = state == "ok"
        return CheckReport.Score(
            value: isOK ? value : nil, pValue: below(2) == 0 ? uniform() : nil, effect: below(3) == 0 ? value * 0.7 : nil,
            threshold: below(9) == 0 ? nil : 0.1, thresholdCritical: 0.25, drifted: isOK && value >= 0.1,
            severity: isOK ? (value >= 0.25 ? "high" : value >= 0.1 ? "medium" : "low") : nil, nReference: below(1_000_000),
            nCurrent: below(1_000_000), state: state, errorBound: below(4) == 0 ? uniform() / 100 : nil,
            noiseFloor: metric == "psi" ? 0.0003 : nil, deciding: metric == "psi" || below(2) == 0)
    }

    mutating func scores() -> [String: CheckReport.Score] {
        var scores: [String: CheckReport.Score] = [:]
        for metric in ["psi", "ks", "js_distance", "wasserstein_normed", "chi2"].shuffled(by: &self).prefix(1 + below(5)) {
            scores[metric] = score(metric)
        }
        return scores
    }

    mutating func distribution(bins: Int) -> CheckReport.Distribution {
        let shares = (0..<2).map { _ -> [Double] in
            let raw = (0..<bins).map { _ in uniform() }
            let total = raw.reduce(0, +)
            return raw.map { $0 / total }
        }
        guard below(3) > 0 else {
            let labels = (0..<bins).map { Self.hostileNames[$0 % Self.hostileNames.count] + "\($0)" }
            return .init(
                type: "categorical", edges: nil, minimum: nil, maximum: nil, labels: labels, reference: shares[0],
                current: shares[1])
        }
        var edge = uniform() * 10
        let edges = (1..<max(1, bins)).map { _ -> Double in
            edge += uniform()
            return edge
        }
        return .init(
            type: "numeric", edges: edges, minimum: below(2) == 0 ? edges.first.map { $0 - 1 } : nil,
            maximum: edges.last.map { $0 + 3 }, labels: nil, reference: shares[0], current: shares[1])
    }

    mutating func check(features: [String], chunks: Int = 0) -> CheckReport {
        var metrics: [String: [String: CheckReport.Score]] = [:]
        var columns: [String: CheckReport.Quality.Column] = [:]
        var distributions: [String: CheckReport.Distribution] = [:]
        for feature in features {
            metrics[feature] = scores()
            distributions[feature] = distribution(bins: 2 + below(12))
            columns[feature] = .init(
                type: "numeric", missingReference: uniform() / 10, missingCurrent: below(5) == 0 ? nil : uniform() / 10,
                infiniteReference: nil, infiniteCurrent: below(3), distinctReference: below(100), distinctCurrent: below(100),
                minimumReference: -uniform(), maximumReference: uniform(), minimumCurrent: -1e300, maximumCurrent: 2.5e-308,
                meanReference: 0.1 + 0.2, meanCurrent: nil)
        }
        let drifted = features.filter { metrics[$0]?.values.contains { $0.drifted } == true }
        return CheckReport(
            globalStatus: ["OK", "WARNING", "CRITICAL", "INSUFFICIENT"][below(4)], driftedFeatures: drifted,
            perFeatureMetrics: metrics,
            dataset: .init(
                features: features.count, drifted: drifted.count, share: 0.25, criticalShare: 0.5, nReference: 68_785,
                nCurrent: 208_892, correction: "benjamini_hochberg", alpha: 0.05,
                metrics: ["domain_classifier": score("domain_classifier", value: 0.81)],
                importances: Dictionary(features.prefix(5).map { ($0, uniform()) }, uniquingKeysWith: { one, _ in one }),
                groups: ["SEX=1": ["psi": score()], "<b>": ["psi": score()]]),
            quality: .init(
                columns: columns,
                findings: features.prefix(4).map {
                    .init(kind: "missing_values", column: $0, severity: "medium", message: "\($0): more missing than before")
                } + [.init(kind: "duplicates", column: nil, severity: "low", message: "7 rows twice")],
                duplicateRowsReference: 0, duplicateRowsCurrent: nil),
            chunks: (0..<chunks).map { index in
                .init(
                    start: "2026-01-\(index / 10)\(index % 10)T00:00:00Z", end: "2026-02-01T00:00:00Z", n: 100 * index,
                    status: "WARNING", driftedFeatures: Array(drifted.prefix(2)),
                    perFeatureMetrics: metrics.mapValues { $0.mapValues { _ in score() } }, confirmed: index % 2 == 0)
            },
            timestamps: .init(
                created: "2026-11-21T13:00:00Z", referenceStart: nil, referenceEnd: nil, productionStart: "2026-01-01T00:00:00Z",
                productionEnd: "2026-02-01T00:00:00Z"),
            modelVersion: below(2) == 0 ? "v5 <b>" : nil, referenceDataHash: String(repeating: "ab", count: 32),
            productionDataHash: String(repeating: "0f", count: 32), distributions: distributions,
            notes: ["chi2 is left out of age: it does not apply to numbers"] + features.prefix(2))
    }

    mutating func evaluation(slices: [String]) -> EvaluationReport {
        let names = ["accuracy", "roc_auc", "log_loss", "ece", "f1"]
        var made = self
        func metrics() -> [String: Double?] {
            Dictionary(uniqueKeysWithValues: names.map { ($0, made.below(6) == 0 ? nil : made.uniform()) })
        }
        defer { self = made }
        let intervals: [String: EvaluationReport.Interval] = [
            "roc_auc": .init(low: 0.7, high: 0.8, level: 0.95, method: "delong"),
            "accuracy": .init(low: nil, high: 0.9, level: 0.95, method: "confidence_sequence"),
        ]
        var groups: [String: EvaluationReport.Fairness.Group] = [:]
        for slice in slices.prefix(6) {
            groups[slice] = .init(n: made.below(5000), metrics: ["selection_rate": made.uniform(), "accuracy": nil])
        }
        let fairness = EvaluationReport.Fairness(
            metrics: ["demographic_parity_difference": made.uniform(), "equalized_odds_difference": nil],
            intervals: ["demographic_parity_difference": .init(low: 0.01, high: 0.2, level: 0.9, method: "bootstrap")],
            groups: groups, smallestGroup: 12)
        var bins: [EvaluationReport.ReliabilityBin] = []
        for index in 0..<15 {
            let lower = Double(index) / 15
            let isEmpty = index == 3
            bins.append(
                .init(
                    lower: lower, upper: lower + 1.0 / 15, n: isEmpty ? 0 : made.below(1000),
                    confidence: isEmpty ? nil : lower + 0.03, accuracy: isEmpty ? nil : made.uniform()))
        }
        return EvaluationReport(
            task: "binary", n: 208_892, metrics: metrics(), intervals: intervals,
            slices: slices.map { .init(slice: $0, n: made.below(10_000), metrics: metrics()) }, fairness: ["sex": fairness],
            reliability: bins, notes: ["12 rows have no label"] + slices.prefix(3))
    }
}

extension Array {
    /// In an order drawn from the fixtures' seed.
    func shuffled(by fixtures: inout ReportFixtures) -> [Element] {
        var copy = self
        for index in stride(from: copy.count - 1, to: 0, by: -1) { copy.swapAt(index, fixtures.below(index + 1)) }
        return copy
    }
}
