internal import Columnar
internal import Reports
internal import Statistics

/// `--task policy`: what another policy would have earned, from the log of an old one.
///
/// A reward model is given as one column, its value of the new policy in the row's context, which then serves as the value of the logged
/// action as well (a baseline: DR stays unbiased); as two columns, of the logged action and of the new policy; or as a column for each
/// action, with target propensities likewise, from which both are computed.
struct PolicyEvaluator {
    let configuration: EvaluationConfiguration
    let reader: TableReader

    private static let metrics: [(name: String, value: @Sendable (OffPolicyEvaluation, Double) -> Double?)] = [
        ("on_policy", { log, _ in log.onPolicy }), ("ips", { log, _ in log.ips }), ("snips", { log, _ in log.snips }),
        ("clipped_ips", { $0.clippedIPS(limit: $1) }), ("dm", { log, _ in log.directMethod }),
        ("dr", { log, _ in log.doublyRobust }), ("sndr", { log, _ in log.selfNormalizedDoublyRobust }),
        ("switch_dr", { $0.switchDoublyRobust(limit: $1) }), ("ess", { log, _ in log.effectiveSampleSize }),
        ("max_weight", { log, _ in log.maximumWeight }), ("mean_weight", { log, _ in log.meanWeight }),
    ]
    private static let ofModel: Set<String> = ["dm", "dr", "sndr", "switch_dr"]

    private struct Columns {
        var rewards: [Double]
        var propensities: [Double]
        var target: [Double]
        var targetValues: [Double] = []
        var loggedValues: [Double] = []

        func evaluation(_ rows: [Int]) throws(StatisticsError) -> OffPolicyEvaluation {
            func part(_ values: [Double]) -> [Double] { values.isEmpty ? [] : rows.map { values[$0] } }
            return try OffPolicyEvaluation(
                rewards: part(rewards), propensities: part(propensities), targetPropensities: part(target),
                targetValues: part(targetValues), loggedValues: part(loggedValues))
        }
    }

    func report() throws -> EvaluationReport {
        let hasModel = !configuration.rewardModel.isEmpty
        if configuration.weight != nil {
            throw EvaluationError("--weight: a policy's rows are weighed by their propensities alone")
        }
        let known = Self.metrics.map(\.name).filter { hasModel || !Self.ofModel.contains($0) }
        let wanted = try configuration.wanted(of: known)
        let reward = try configuration.required(configuration.reward, "reward")
        let propensity = try configuration.required(configuration.propensity, "propensity")
        guard !configuration.targetPropensity.isEmpty else {
            throw EvaluationError("a policy evaluation needs --target-propensity: the new policy's chance of the logged action")
        }
        var requests = ([reward, propensity] + configuration.targetPropensity + configuration.rewardModel)
            .map { ColumnRequest(name: $0, form: .number) }
        if let action = configuration.action { requests.append(ColumnRequest(name: action, form: .category)) }
        let table = try reader.read(
            requests + Slicing.requests(configuration, reader), label: reward, queries: Slicing.queries(configuration))
        var notes = table.notes
        let columns = try self.columns(table, reward, propensity)
        let rows = try kept(columns, propensity, &notes)
        let dimensions = Slicing.dimensions(configuration, table)

        func values(_ rows: [Int]) -> [String: Double?] {
            let log = try? columns.evaluation(rows)
            var values: [String: Double?] = [:]
            for (name, value) in Self.metrics where wanted.contains(name) {
                values[name] = .some(log.flatMap { value($0, configuration.clip) }.flatMap { $0.isFinite ? $0 : nil })
            }
            return values
        }
        var report = EvaluationReport(task: configuration.task.rawValue, count: rows.count)
        report.metrics = values(rows)
        report.slices = RowSlices(dimensions: dimensions, rows: rows).slices { ($0.count, values($0)) }
        if let confidence = configuration.confidence, !rows.isEmpty {
            report.intervals = intervals(columns, rows, wanted, confidence, &notes)
        }
        report.notes = notes + Slicing.notes(configuration, dimensions, [])
        if let log = try? columns.evaluation(rows) { report.notes += Self.warnings(log, clip: configuration.clip, wanted) }
        report.noteUndefined()
        return report
    }

    /// What makes the estimates doubtful.
    private static func warnings(_ log: OffPolicyEvaluation, clip: Double, _ wanted: Set<String>) -> [String] {
        var notes: [String] = []
        let clipped = log.importanceWeights.count { $0 > clip }
        if clipped > 0 && (wanted.contains("clipped_ips") || wanted.contains("switch_dr")) {
            notes.append("\(clipped) of \(log.count) importance weights are above \(clip), where clipped_ips cuts them")
        }
        if let variance = Sample.variance(log.importanceWeights) {
            let error = (variance / Double(log.count)).squareRoot()
            if (log.meanWeight - 1).magnitude > 3 * error && (log.meanWeight - 1).magnitude > 0.01 {
                notes.append(
                    "the mean importance weight is far from 1: propensities that were logged wrongly, or actions that the old policy "
                        + "never took")
            }
        }
        if log.effectiveSampleSize < 0.01 * Double(log.count) {
            notes.append("the effective sample is below 1 % of the rows: the policies differ too much for this log")
        }
        return notes
    }

    private func columns(_ table: EvaluationTable, _ reward: String, _ propensity: String) throws -> Columns {
        let (targets, model) = (configuration.targetPropensity, configuration.rewardModel)
        var columns = Columns(rewards: table.number(reward), propensities: table.number(propensity), target: [])
        guard targets.count > 1 || model.count > 2 else {
            columns.target = table.number(targets[0])
            if let first = model.first {
                columns.loggedValues = table.number(first)
                columns.targetValues = table.number(model.last ?? first)
            }
            return columns
        }
        guard let action = configuration.action else {
            throw EvaluationError("--target-propensity or --reward-model with a column for each action needs --action")
        }
        if !model.isEmpty && model.count != targets.count {
            throw EvaluationError(
                "--reward-model names \(model.count) columns and --target-propensity \(targets.count): both need one for each action"
            )
        }
        let actions = try places(table.category(action), targets, action)
        func chosen(_ columns: [[Double]]) -> [Double] { actions.indices.map { columns[actions[$0]][$0] } }
        let policy = targets.map { table.number($0) }
        columns.target = chosen(policy)
        if !model.isEmpty {
            let values = model.map { table.number($0) }
            columns.loggedValues = chosen(values)
            columns.targetValues = actions.indices.map { row in
                policy.indices.reduce(0) { $0 + policy[$1][row] * values[$1][row] }
            }
        }
        return columns
    }

    /// The column of each row's action: by the end of the column's name, or by number.
    private func places(_ actions: CategoryColumn, _ columns: [String], _ name: String) throws -> [Int] {
        var present = [Bool](repeating: false, count: actions.texts.count)
        for code in actions.codes where code >= 0 { present[Int(code)] = true }
        let places = try actions.texts.indices.map { index -> Int in
            let text = actions.texts[index].description
            if let place = columns.firstIndex(where: { $0 == text || $0.hasSuffix("_" + text) }) { return place }
            if let place = Int(text), columns.indices.contains(place) { return place }
            if !present[index] { return 0 }
            throw EvaluationError(
                "\(reader.source(name)): column '\(name)': the action '\(text)' has no column among \(columns.joined(separator: ", "))"
            )
        }
        guard let row = actions.codes.firstIndex(of: -1) else { return actions.codes.map { places[Int($0)] } }
        throw EvaluationError("\(reader.source(name)): column '\(name)': row \(row + 1) has no action; leave such rows out")
    }

    private func kept(_ columns: Columns, _ propensity: String, _ notes: inout [String]) throws -> [Int] {
        var counts = (reward: 0, propensity: 0, target: 0, model: 0)
        var rows: [Int] = []
        for row in columns.rewards.indices {
            if !columns.rewards[row].isFinite {
                counts.reward += 1
            } else if columns.propensities[row].isNaN {
                counts.propensity += 1
            } else if columns.target[row].isNaN {
                counts.target += 1
            } else if !columns.targetValues.isEmpty && !(columns.targetValues[row].isFinite && columns.loggedValues[row].isFinite)
            {
                counts.model += 1
            } else {
                guard columns.propensities[row] > 0, columns.propensities[row] <= 1 else {
                    throw EvaluationError(
                        "\(reader.source(propensity)): column '\(propensity)': row \(row + 1) lies outside (0, 1], but its action was "
                            + "taken: mend the log, or leave the row out")
                }
                guard columns.target[row] >= 0, columns.target[row] <= 1 else {
                    throw EvaluationError(
                        "\(reader.source(configuration.targetPropensity[0])): --target-propensity: row \(row + 1) lies outside [0, 1]"
                    )
                }
                rows.append(row)
            }
        }
        let all = columns.rewards.count
        notes.note(counts.reward, of: all, "have no finite reward")
        notes.note(counts.propensity, of: all, "have no propensity")
        notes.note(counts.target, of: all, "have no target propensity")
        notes.note(counts.model, of: all, "have no finite value of the reward model")
        return rows
    }

    private func intervals(
        _ columns: Columns, _ rows: [Int], _ wanted: Set<String>, _ confidence: Double, _ notes: inout [String]
    ) -> [String: EvaluationReport.Interval] {
        let estimates = Self.metrics.filter { wanted.contains($0.name) && !["ess", "max_weight"].contains($0.name) }
        let replicates = RowBootstrap.replicates(configuration, rows: rows.count, budget: 20_000_000)
        if replicates < configuration.resamples {
            notes.append("intervals by bootstrap of \(rows.count) rows rest on \(replicates) resamples")
        }
        let sums = PolicySums(
            rewards: rows.map { columns.rewards[$0] }, weights: rows.map { columns.target[$0] / columns.propensities[$0] },
            targetValues: columns.targetValues.isEmpty ? nil : rows.map { columns.targetValues[$0] },
            loggedValues: columns.loggedValues.isEmpty ? nil : rows.map { columns.loggedValues[$0] }, clip: configuration.clip)
        let drawn = Bootstrap(replicates: replicates, seed: configuration.seed).distributions(rows: rows.count) { counts in
            let values = sums.estimates(counts)
            return estimates.map { values[$0.name] ?? .nan }
        }
        var intervals: [String: EvaluationReport.Interval] = [:]
        for (metric, distribution) in zip(estimates, drawn) {
            intervals[metric.name] = distribution?.reported(confidence: confidence)
        }
        return intervals
    }
}

/// The estimates of a policy's value from rows that are repeated: what a bootstrap needs.
private struct PolicySums {
    let rewards: [Double]
    let weights: [Double]
    let targetValues: [Double]?
    let loggedValues: [Double]?
    let clip: Double

    func estimates(_ counts: [Double]) -> [String: Double] {
        var (n, reward, weight, weighted, clipped) = (0.0, 0.0, 0.0, 0.0, 0.0)
        var (direct, correction, switched) = (0.0, 0.0, 0.0)
        for row in counts.indices where counts[row] > 0 {
            let (count, w, r) = (counts[row], weights[row], rewards[row])
            n += count
            reward += count * r
            weight += count * w
            weighted += count * w * r
            clipped += count * min(w, clip) * r
            guard let target = targetValues?[row], let logged = loggedValues?[row] else { continue }
            direct += count * target
            correction += count * w * (r - logged)
            if w <= clip { switched += count * w * (r - logged) }
        }
        guard n > 0 else { return [:] }
        var values = ["on_policy": reward / n, "ips": weighted / n, "clipped_ips": clipped / n, "mean_weight": weight / n]
        if weight > 0 { values["snips"] = weighted / weight }
        guard targetValues != nil else { return values }
        values["dm"] = direct / n
        values["dr"] = (direct + correction) / n
        values["switch_dr"] = (direct + switched) / n
        if weight > 0 { values["sndr"] = direct / n + correction / weight }
        return values
    }
}
