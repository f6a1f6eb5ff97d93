/// A feature with all its scores in the order in which they are worth reading.
struct FeatureVerdict {
    let name: String
    let level: Level
    /// Metrics: the deciding ones first, then by how far they are beyond their thresholds, then by name.
    let scores: [(metric: String, score: CheckReport.Score)]
    /// How many times its warning threshold the worst deciding score is; 0 without one.
    let excess: Double

    /// The score that the verdict rests on; nil without scores.
    var first: (metric: String, score: CheckReport.Score)? { scores.first }

    init(name: String, scores: [String: CheckReport.Score]) {
        self.name = name
        let sorted = scores.map { (metric: $0.key, score: $0.value) }.sorted { one, other in
            let (a, b) = (one.score.rank, other.score.rank)
            return a != b ? a > b : one.metric < other.metric
        }
        self.scores = sorted
        let judging = sorted.filter(\.score.deciding)
        let levels = (judging.isEmpty ? sorted : judging).map(\.score.level)
        level = levels.max() ?? .unknown
        excess = (judging.isEmpty ? sorted : judging).map(\.score.excess).max() ?? 0
    }

    /// The model's outputs go by what they are.
    var label: String { Self.label(name) }

    static func label(_ name: String) -> String {
        switch name {
        case "__prediction__": "prediction"
        case "__score__": "score"
        case "__value__": "predicted value"
        default: name
        }
    }

    /// Why there is no verdict, or the verdict.
    var word: String {
        guard level == .unknown, let state = first?.score.state else { return level.word }
        return Self.word(state: state) ?? level.word
    }

    /// nil: there is a number.
    static func word(state: String) -> String? {
        switch state {
        case "ok": nil
        case "insufficient": "Too few rows"
        case "no_reference": "No reference"
        case "not_applicable": "Does not apply"
        default: visible(state)
        }
    }

    /// All features, the most drifted first.
    static func sorted(_ features: [String: [String: CheckReport.Score]]) -> [FeatureVerdict] {
        features.map { FeatureVerdict(name: $0.key, scores: $0.value) }.sorted { one, other in
            if one.level != other.level { return one.level > other.level }
            return one.excess != other.excess ? one.excess > other.excess : one.name < other.name
        }
    }
}

extension CheckReport.Score {
    /// Of the verdict: an effect that chance explains is no drift, whatever its severity.
    var level: Level {
        guard state == "ok", severity != nil else { return .unknown }
        return drifted ? max(Level(severity: severity), .warning) : .ok
    }

    /// Its thresholds, warning and critical, or the level of its p-value; empty where it judges nothing.
    func limits(separator: String) -> String {
        guard threshold != nil || thresholdCritical != nil else { return "" }
        if judgesP { return "p < \(NumberText.setting(threshold))" }
        return "\(NumberText.setting(threshold))\(separator)\(NumberText.setting(thresholdCritical))"
    }

    private var judgesP: Bool { thresholdOf?.hasPrefix("p_value") == true }

    /// What is held against the threshold.
    var judged: Double? { thresholdOf == "value" ? value : effect ?? value }

    /// About how many times its warning threshold a score is; a domain classifier's chance level of 0.5 counts as nothing.
    var excess: Double {
        guard state == "ok", let judged, let threshold, threshold > 0 else { return 0 }
        // A level is a limit of another kind; the usual threshold of an effect takes its place.
        let ratio = judged / (judgesP ? 0.1 : threshold)
        return ratio.isFinite ? ratio : 0
    }

    /// Deciding ones first, drifted ones before others, by their excess.
    fileprivate var rank: Double {
        (deciding ? 1e12 : 0) + (state == "ok" ? 1e9 : 0) + Double(level.rawValue) * 1e6 + min(excess, 9e5)
    }
}
