internal import Checks
internal import FileProfiles
internal import Foundation
internal import Reports
internal import Statistics

/// What a check was told, by its configuration file and then by its flags, in the words of both.
struct CheckSettings {
    enum FailOn: String, CaseIterable { case warning, critical, never }
    enum Correction: String, CaseIterable {
        case benjaminiHochberg = "bh"
        case bonferroni, none
    }

    var reference: String?
    var production: String?
    var features: [String]?
    var numeric: [String]?
    var categorical: [String]?
    var ignore: [String]?
    var prediction: String?
    var score: String?
    var value: String?
    var label: String?
    var group: String?
    var timestamp: String?
    var chunk: String?
    var methods: [String]?
    /// By metric, or metric and `_pvalue`.
    var thresholds: [String: Limits] = [:]
    var alpha: Double?
    var correction: Correction?
    var criticalShare: Double?
    var criticalFeatures: [String]?
    var minimumRows: Int?
    var confirm: String?
    var chunkThresholds: Bool?
    var duplicates: Bool?
    var compatibility: DriftCompatibility?
    var modelVersion: String?
    var failOn: FailOn?
    var format: ReportFormat?
    var out: String?

    /// Warning, and critical where it was given.
    struct Limits {
        var warning: Double
        var critical: Double?
    }

    /// What the engine is asked.
    /// - Throws: `CommandFailure` for what contradicts itself.
    func configuration() throws(CommandFailure) -> CheckConfiguration {
        var result = CheckConfiguration()
        result.roles.features = Set(features ?? [])
        result.roles.numeric = Set(numeric ?? [])
        result.roles.categorical = Set(categorical ?? [])
        result.roles.ignored = Set(ignore ?? [])
        (result.roles.prediction, result.roles.score, result.roles.value) = (prediction, score, value)
        (result.label, result.group, result.timestamp) = (label, group, timestamp)
        let both = result.roles.numeric.intersection(result.roles.categorical).sorted()
        guard both.isEmpty else { throw CommandFailure("\(both.joined(separator: ", ")): given as numeric and as categorical") }
        let twice = result.roles.ignored.intersection(result.roles.features).sorted()
        guard twice.isEmpty else {
            throw CommandFailure("\(twice.joined(separator: ", ")): given as a feature and to be ignored")
        }
        result.chunk = try chunkRule()
        if chunk == nil {
            guard confirm == nil else { throw CommandFailure("confirm: \(confirm ?? "") confirms chunks; it needs a chunk") }
            guard chunkThresholds != true else { throw CommandFailure("chunk-thresholds: judges chunks; it needs a chunk") }
        }
        result.confirmation = try confirmation()
        result.thresholdsFromReference = chunkThresholds ?? false
        result.countsDuplicates = duplicates ?? false
        result.modelVersion = modelVersion
        result.drift.compatibility = compatibility
        try judge(&result)
        return result
    }

    private func judge(_ result: inout CheckConfiguration) throws(CommandFailure) {
        result.drift.thresholds = try thresholdValues()
        guard methods?.isEmpty != true else { throw CommandFailure("methods: names no metric") }
        for name in methods ?? [] {
            if name == CheckConfiguration.classifierName {
                result.usesClassifier = true
                continue
            }
            let metric = try Self.metric(name, "methods")
            if !result.drift.metrics.contains(metric) { result.drift.metrics.append(metric) }
        }
        if let alpha {
            guard alpha > 0, alpha < 1 else { throw CommandFailure("alpha: \(alpha) is not between 0 and 1") }
            result.drift.alpha = alpha
        }
        if let criticalShare {
            guard criticalShare > 0, criticalShare <= 1 else {
                throw CommandFailure("critical share: \(criticalShare) is not a share, above 0 and at most 1")
            }
            result.drift.criticalShare = criticalShare
        }
        if let minimumRows {
            guard minimumRows >= 1 else { throw CommandFailure("min-rows: \(minimumRows) is not at least 1") }
            result.drift.minimumCount = minimumRows
        }
        switch correction {
        case .benjaminiHochberg: result.drift.correction = .benjaminiHochberg
        case .bonferroni: result.drift.correction = .bonferroni
        case .some(.none): result.drift.correction = nil
        case nil: if compatibility != nil { result.drift.correction = nil }
        }
        result.drift.correctsSetLevels = correction != nil
        result.drift.criticalFeatures = Set((criticalFeatures ?? []).map { ExactText($0) })
    }

    private func thresholdValues() throws(CommandFailure) -> [DriftMetric: Thresholds] {
        var result: [DriftMetric: Thresholds] = [:]
        for (name, limits) in thresholds.sorted(by: { $0.key < $1.key }) {
            let isLevel = name.hasSuffix("_pvalue")
            let metric = try Self.metric(isLevel ? String(name.dropLast(7)) : name, "thresholds")
            guard result[metric] == nil else {
                throw CommandFailure(
                    "thresholds: \(metric.rawValue) has a threshold for its value and one for its p-value; set one")
            }
            if isLevel {
                guard metric.hasTest else { throw CommandFailure("thresholds: \(name): \(metric.rawValue) has no p-value") }
                result[metric] = Thresholds(warning: limits.warning, critical: limits.warning, basis: .pValue)
            } else {
                let standard = Thresholds.standard(for: metric)
                let critical =
                    limits.critical
                    ?? (metric != .wasserstein && limits.warning < standard.critical
                        ? standard.critical : limits.warning * standard.critical / standard.warning)
                guard critical >= limits.warning else {
                    throw CommandFailure("thresholds: \(name): critical \(critical) is below warning \(limits.warning)")
                }
                result[metric] = Thresholds(
                    warning: limits.warning, critical: critical, basis: metric == .wasserstein ? .value : .effect)
            }
        }
        return result
    }

    private func chunkRule() throws(CommandFailure) -> ChunkRule? {
        guard let chunk else { return nil }
        guard let rule = ChunkRule(chunk) else {
            throw CommandFailure("chunk: '\(chunk)' is neither a time such as 1h, 1d, 1w, 1M nor a number of rows")
        }
        if case .rows = rule { return rule }
        guard timestamp != nil else { throw CommandFailure("chunk: \(chunk) needs a timestamp column") }
        return rule
    }

    /// `2/3` or `2 of 3`.
    private func confirmation() throws(CommandFailure) -> (required: Int, length: Int)? {
        guard let confirm else { return nil }
        let parts = confirm.replacingOccurrences(of: " of ", with: "/").split(separator: "/").map { Int($0) }
        guard parts.count == 2, let k = parts[0], let m = parts[1], k >= 1, k <= m, m <= 10_000 else {
            throw CommandFailure("confirm: '\(confirm)' is not k/m, such as 2/3: drift in 2 of the last 3 chunks")
        }
        return (k, m)
    }

    private static func metric(_ name: String, _ place: String) throws(CommandFailure) -> DriftMetric {
        if let metric = DriftMetric(name: name) { return metric }
        let known = DriftMetric.allCases.map(\.rawValue) + ["js", CheckConfiguration.classifierName]
        throw CommandFailure("\(place): there is no metric '\(name)'\(Nearest.hint(name, known))")
    }
}

/// Suggests the known word nearest to a mistyped one.
enum Nearest {
    /// `; did you mean 'x'?`, or the known words where none is near.
    static func hint(_ word: String, _ known: [String]) -> String {
        let near = known.map { (distance(word, $0), $0.first == word.first ? 0 : 1, $0) }.min { $0 < $1 }
        if let near, near.0 <= max(2, word.count / 3) { return "; did you mean '\(near.2)'?" }
        return "; there are \(known.sorted().joined(separator: ", "))"
    }

    /// Insertions, deletions, replacements and exchanges of neighbours (optimal string alignment).
    private static func distance(_ a: String, _ b: String) -> Int {
        let (x, y) = (Array(a.prefix(100)), Array(b))
        var rows = [Array(0...y.count)]
        for i in x.indices {
            var row = [i + 1]
            for j in y.indices {
                var best = min(rows[i][j] + (x[i] == y[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0 && j > 0 && x[i] == y[j - 1] && x[i - 1] == y[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[x.count][y.count]
    }
}
