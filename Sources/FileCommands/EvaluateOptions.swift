internal import ArgumentParser
internal import Evaluations

/// Which columns hold a model's answers and what happened.
struct ModelOptions: ParsableArguments {
    @Option(help: "What happened: a class, a number, or a grade of relevance (0: not relevant).")
    var label: String?

    @Option(help: "The probability of the positive class, the predicted number, or what a ranking sorts by.")
    var score: String?

    @Option(help: "The predicted class or number.")
    var prediction: String?

    @Option(help: "The label that counts as positive; default: 1, true or yes.")
    var positive: String?

    @Option(parsing: .unconditional, help: "A score of at least this predicts the positive class.")
    var threshold: Double = 0.5

    @Option(help: "A column with a probability for each class, with commas: p_a,p_b is of the classes a and b.")
    var probabilities: String = ""

    func apply(to configuration: inout EvaluationConfiguration) {
        configuration.label = label
        configuration.score = score
        configuration.prediction = prediction
        configuration.positive = positive
        configuration.threshold = threshold
        configuration.probabilities = probabilities.listed
    }
}

struct RankingOptions: ParsableArguments {
    @Option(help: "The column that says which query a row answers.")
    var query: String?

    @Option(parsing: .unconditional, help: "Where to cut a ranking, with commas.")
    var k: String = "1,3,5,10"

    @Option(help: "TREC's judgements for --data, a TREC run.", completion: .file())
    var qrels: String?

    func validate() throws {
        guard !k.listed.isEmpty, k.listed.allSatisfy({ Int($0) != nil }) else {
            throw ValidationError("--k \(k): whole numbers with commas, such as 1,3,10")
        }
    }

    func apply(to configuration: inout EvaluationConfiguration) {
        configuration.query = query
        configuration.cuts = k.listed.compactMap { Int($0) }
        configuration.judgements = qrels
    }
}

struct PolicyOptions: ParsableArguments {
    @Option(help: "The action that was taken; needed where the next columns are one for each action.")
    var action: String?

    @Option(help: "The reward that was seen.")
    var reward: String?

    @Option(help: "The chance that the logging policy gave to the action that it took.")
    var propensity: String?

    @Option(help: "The chance that the new policy gives to that action; or a column for each action, with commas.")
    var targetPropensity: String = ""

    @Option(
        help: """
            A reward model: its value of the new policy in the row's context; or that of the action taken and that of the new \
            policy, with a comma; or a column for each action.
            """)
    var rewardModel: String = ""

    @Option(parsing: .unconditional, help: "The largest importance weight of the clipped estimate.")
    var clip: Double = 10

    func apply(to configuration: inout EvaluationConfiguration) {
        configuration.action = action
        configuration.reward = reward
        configuration.propensity = propensity
        configuration.targetPropensity = targetPropensity.listed
        configuration.rewardModel = rewardModel.listed
        configuration.clip = clip
    }
}

struct ExperimentOptions: ParsableArguments {
    @Option(help: "The column that says which variant a row was given.")
    var variant: String?

    @Option(help: "An outcome to compare, or several with commas.")
    var metric: [String] = []

    @Option(help: "The variant that the others are compared with; default: control, or the first by name.")
    var control: String?

    @Option(help: "The shares of traffic that were meant, by the variants' names in order: 0.9,0.1; default: equal.")
    var shares: String = ""

    @Option(help: "A column from before the experiment that explains the outcome, for CUPED.")
    var covariate: String?

    func validate() throws {
        guard shares.listed.allSatisfy({ Double($0).map { $0 > 0 && $0.isFinite } == true }) else {
            throw ValidationError("--shares \(shares): numbers above 0 with commas")
        }
    }

    func apply(to configuration: inout EvaluationConfiguration) {
        configuration.variant = variant
        configuration.outcomes = metric.flatMap(\.listed)
        configuration.control = control
        configuration.shares = shares.listed.compactMap { Double($0) }
        configuration.covariate = covariate
    }
}

struct SlicingOptions: ParsableArguments {
    @Option(help: "How much a row counts.")
    var weight: String?

    @Option(help: "A column whose values are slices, the 20 most frequent and __other__; may be repeated.")
    var slice: [String] = []

    @Option(help: "A condition on rows that is a slice: age > 60 and region in ('EU', 'US'); may be repeated.")
    var sliceQuery: [String] = []

    @Option(help: "A column with the groups between which a binary classifier should be fair; may be repeated.")
    var group: [String] = []

    @Option(help: "The group that AIF360's measures take as privileged; default: the largest.")
    var privileged: String?

    @Option(help: "A file with labels that came later.", completion: .file())
    var labels: String?

    @Option(help: "The column of both files that joins the labels.")
    var joinKey: String?

    func apply(to configuration: inout EvaluationConfiguration) {
        configuration.weight = weight
        configuration.slices = slice
        configuration.sliceQueries = sliceQuery
        configuration.groups = group
        configuration.privileged = privileged
        configuration.labels = labels
        configuration.joinKey = joinKey
    }
}

struct MeasureOptions: ParsableArguments {
    @Option(help: "What to compute, with commas; default: all that the task has.")
    var metrics: String = ""

    @Option(parsing: .unconditional, help: "Give intervals at this level, such as 0.95.")
    var ci: Double?

    @Option(parsing: .unconditional, help: "Bins of the reliability diagram and of calibration errors.")
    var bins: Int = 15

    @Option(parsing: .unconditional, help: "Resamples of a bootstrap.")
    var resamples: Int = 1_000

    @Option(help: "What makes a bootstrap repeat.")
    var seed: UInt64 = 1

    func apply(to configuration: inout EvaluationConfiguration) {
        configuration.metrics = metrics.listed
        configuration.confidence = ci
        configuration.bins = bins
        configuration.resamples = resamples
        configuration.seed = seed
    }
}

extension String {
    /// What stands between commas, without blanks around it.
    fileprivate var listed: [String] {
        split(separator: ",").map { part in String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
            .filter { !$0.isEmpty }
    }
}
