/// The answer of a test whether two samples come from one law, with the size of the difference beside the p-value.
package struct TwoSampleTest: Sendable, Equatable {
    /// The test's own statistic, of all values.
    package let statistic: Double
    package let pValue: Double
    /// 0 for equal samples, 1 for samples that do not overlap; it does not grow with the number of values. Each test states its own.
    package let effect: Double
    package let countReference: Int
    package let countCurrent: Int
    /// Values of both samples that the p-value rests on: fewer than all where a permutation test was given a seeded subsample.
    package let countTested: Int

    init(_ statistic: Double, pValue: Double, effect: Double, reference: Int, current: Int, tested: Int? = nil) {
        self.statistic = statistic
        self.pValue = pValue
        self.effect = effect
        countReference = reference
        countCurrent = current
        countTested = tested ?? reference + current
    }
}
