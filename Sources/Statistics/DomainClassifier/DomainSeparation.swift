/// How well two samples can be told apart.
package struct DomainSeparation: Sendable, Equatable {
    /// A feature's part in it.
    package struct Importance: Sendable, Equatable {
        package let name: ExactText
        /// 0 to 1; all features' together 1, or all 0 where none has a part.
        package let share: Double
    }

    /// The mean area under the ROC curve over the folds: the score and its own effect size.
    package let auc: Double
    /// The standard error of `auc`: DeLong's of each fold, with Nadeau and Bengio's correction (2003) for folds whose models share most of
    /// their rows: the variance of the mean is K·(1/K + 1/(K−1)) times that of independent folds. Without it one test in 25 would reject at 1 %.
    package let standardError: Double
    /// A normal interval within [0, 1].
    package let interval: ClosedRange<Double>
    /// One-sided, of the samples' being of one law: P(an area of at least this).
    package let pValue: Double
    /// By the splits' gain in training. Ordered as the features were given.
    package let gainImportances: [Importance]
    /// By the loss of area when the feature is shuffled in rows not trained on: the more trustworthy of the two.
    package let permutationImportances: [Importance]
    package let countReference: Int
    package let countCurrent: Int
    /// Rows of both sides that took part.
    package let countTested: Int

    init(
        _ folds: [ScoreSeparation], confidence: Double, counts: (reference: Int, current: Int), tested: Int, gains: [Importance],
        drops: [Importance]
    ) {
        let number = Double(folds.count)
        auc = folds.reduce(0) { $0 + $1.auc } / number
        let sharing = 1 + number / max(1, number - 1)
        standardError = (folds.reduce(0) { $0 + $1.variance } * sharing).squareRoot() / number
        // Scores that separate without an error have no spread: the smallest that rows of this number could show.
        let least = 0.5 / Double(min(counts.reference, counts.current))
        let margin = Normal.upperQuantile((1 - confidence) / 2) * max(standardError, auc == 1 ? least : 0)
        interval = max(0, auc - margin)...min(1, auc + margin)
        pValue = standardError > 0 ? Normal.survival((auc - 0.5) / standardError) : auc > 0.5 ? 0 : 1
        gainImportances = gains
        permutationImportances = drops
        countReference = counts.reference
        countCurrent = counts.current
        countTested = tested
    }

    static func shares(_ names: [ExactText], _ weights: [Double]) -> [Importance] {
        let total = weights.reduce(0, +)
        return zip(names, weights).map { Importance(name: $0, share: total > 0 ? $1 / total : 0) }
    }
}
