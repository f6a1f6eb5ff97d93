import Statistics
import Testing

/// Direct loss estimation against truths that are known because the data are made.
@Suite struct LossEstimateTests {
    /// y = 2x + e with e growing with |x|; the model predicts 2x, so its loss grows with |x|.
    private struct Made {
        var x: [Double] = []
        var labels: [Double] = []
        var predicted: [Double] = []

        init(_ count: Int, mean: Double, seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            for _ in 0..<count {
                let x = mean + random.normal()
                self.x.append(x)
                labels.append(2 * x + random.normal() * (0.5 + x.magnitude))
                predicted.append(2 * x)
            }
        }

        func value(_ measure: LossEstimate.Measure) -> Double {
            let errors = zip(labels, predicted).map { $0 - $1 }
            switch measure {
            case .mae: return errors.reduce(0) { $0 + $1.magnitude } / Double(errors.count)
            default:
                let mean = errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)
                return measure == .rmse ? mean.squareRoot() : mean
            }
        }
    }

    private func estimate(_ measure: LossEstimate.Measure, _ reference: Made, _ current: Made, seed: UInt64 = 1) -> LossEstimate?
    {
        LossEstimate(
            measure, features: [DomainFeature("x", .numbers(reference: reference.x, current: current.x))],
            labels: reference.labels, predictedReference: reference.predicted, predictedCurrent: current.predicted, seed: seed)
    }

    @Test(arguments: [LossEstimate.Measure.mae, .mse, .rmse])
    func aShiftOfTheInputsIsSeenInTheLossBeforeLabelsCome(measure: LossEstimate.Measure) throws {
        let (reference, current) = (Made(20_000, mean: 0, seed: 1), Made(20_000, mean: 1, seed: 2))
        let found = try #require(estimate(measure, reference, current))
        let truth = current.value(measure)
        #expect(abs(found.valueReference - reference.value(measure)) <= 1e-12 * reference.value(measure))
        #expect(abs(found.value - truth) < 0.1 * truth, "\(found.value), in truth \(truth)")
        // Far better than to believe that nothing changed.
        #expect(abs(found.value - truth) < 0.3 * abs(found.valueReference - truth))
        #expect((found.count, found.countReference) == (20_000, 20_000))
    }

    @Test func withoutAShiftTheEstimateIsTheReferences() throws {
        let (reference, current) = (Made(20_000, mean: 0, seed: 3), Made(5_000, mean: 0, seed: 4))
        let found = try #require(estimate(.mae, reference, current))
        #expect(abs(found.value - current.value(.mae)) < 4 * found.samplingError)
        let deviation = zip(reference.labels, reference.predicted).map { ($0 - $1).magnitude }
        let sd = try #require(Sample.variance(deviation)).squareRoot()
        #expect(abs(found.samplingError - sd / 5_000.0.squareRoot()) < 1e-12)
    }

    @Test func theSameSeedGivesTheSameEstimate() {
        let (reference, current) = (Made(2_000, mean: 0, seed: 5), Made(500, mean: 0.5, seed: 6))
        #expect(estimate(.rmse, reference, current, seed: 9) == estimate(.rmse, reference, current, seed: 9))
    }

    @Test func rowsWithoutALabelOrALossAreLeftOut() throws {
        var reference = Made(400, mean: 3, seed: 7)
        reference.labels[0] = .nan
        reference.predicted[1] = .infinity
        reference.labels[2] = 0
        reference.labels[3] = -2
        let current = Made(50, mean: 3, seed: 8)
        #expect(try #require(estimate(.mae, reference, current)).countReference == 398)
        #expect(try #require(estimate(.mape, reference, current)).countReference == 397)
        let logarithmic = reference.labels.indices.filter {
            reference.labels[$0] > -1 && reference.predicted[$0].isFinite && reference.predicted[$0] > -1
        }
        #expect(try #require(estimate(.msle, reference, current)).countReference == logarithmic.count)
    }

    @Test func aModelWithoutErrorIsExpectedToHaveNone() throws {
        var reference = Made(300, mean: 0, seed: 9)
        reference.labels = reference.predicted
        let found = try #require(estimate(.rmse, reference, Made(40, mean: 1, seed: 10)))
        #expect((found.value, found.valueReference, found.samplingError) == (0, 0, 0))
    }

    @Test func tooLittleToLearnFromHasNoEstimate() {
        let (few, many) = (Made(99, mean: 0, seed: 11), Made(200, mean: 0, seed: 12))
        #expect(estimate(.mae, few, many) == nil)
        #expect(estimate(.mae, many, Made(0, mean: 0, seed: 13)) == nil)
        #expect(
            LossEstimate(.mae, features: [], labels: [1], predictedReference: many.predicted, predictedCurrent: [1]) == nil)
    }
}
