import Statistics
import Testing

/// Calibration, label-free estimates, change points and lags are those of the reference libraries.
@Suite struct PerformancePeerTests {
    struct Recalibrated: Decodable {
        let y: [Int], score: [Double], weight: [Double], parameters: [Double], errors: [Double], shift: Double, platt: [Double]
    }
    struct Isotonic: Decodable { let y: [Int], score: [Double], weight: [Double], grid: [Double], values: [Double] }
    struct Estimated: Decodable {
        let p: [Double], score: [Double], predicted: [Int], roc_auc: Double
        let accuracy: Double, precision: Double, recall: Double, specificity: Double, f1: Double
    }
    struct Changes: Decodable { let x: [Double], penalty: Double, places: [Int] }
    struct Lagged: Decodable { let x: [Double], y: [Double], rows: [[Double]] }
    struct Top: Decodable { let y: [Int], score: [Double], k: [Double], precision: [Double], recall: [Double] }
    struct Multiclass: Decodable { let y: [Int], predicted: [Int], f2: [Double], f_half: [Double], specificity: [Double] }
    struct Robust: Decodable { let x: [Double], spread: Double, median: Double }
    struct Content: Decodable {
        let recalibration: [Recalibrated], isotonic: [Isotonic], cbpe: [Estimated], changes: [Changes], lagged: Lagged, top: Top
        let multiclass: Multiclass, robust: Robust
    }

    let content: Content
    init() throws { content = try PeerFixtures.read("performance.json") }

    private func agree(_ a: [Double], _ b: [Double], tolerance: Double = 1e-12) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { close($0, $1, scale: 1e-3, tolerance: tolerance) }
    }

    @Test func slopeAndInterceptAreStatsmodels() throws {
        for item in content.recalibration {
            let fit = try #require(Recalibration(labels: item.y.map { $0 == 1 }, scores: item.score, weights: item.weight))
            #expect(agree([fit.intercept, fit.slope], item.parameters, tolerance: 1e-8))
            #expect(agree([fit.interceptError, fit.slopeError], item.errors, tolerance: 1e-7))
            #expect(close(fit.interceptAtUnitSlope, item.shift, scale: 1e-2, tolerance: 1e-8))
            let platt = try #require(PlattCalibration(scores: item.score, labels: item.y.map { $0 == 1 }, weights: item.weight))
            // scikit-learn's minimiser stops at a gradient of about 1e-5.
            #expect(agree([platt.intercept, platt.slope], item.platt, tolerance: 1e-3))
        }
    }

    @Test func separatedClassesHaveNoSlope() {
        #expect(Recalibration(labels: [false, false, true, true], scores: [0.1, 0.2, 0.7, 0.8]) == nil)
        #expect(Recalibration(labels: [true, true], scores: [0.1, 0.2]) == nil)
        #expect(Recalibration(labels: [false, true], scores: [0.4, 0.4]) == nil)
        #expect(Recalibration(labels: [], scores: []) == nil)
    }

    @Test func isotonicCalibrationIsScikitLearns() throws {
        for item in content.isotonic {
            let fit = try #require(
                IsotonicCalibration(scores: item.score, labels: item.y.map { $0 == 1 }, weights: item.weight))
            #expect(agree(item.grid.map { fit.value($0) }, item.values, tolerance: 1e-11))
        }
        #expect(IsotonicCalibration(scores: [], labels: []) == nil)
        #expect(IsotonicCalibration(scores: [.nan], labels: [true]) == nil)
    }

    @Test func performanceWithoutLabelsIsNannymls() throws {
        for item in content.cbpe {
            let estimate = try #require(
                BinaryEstimate(probabilities: item.p, predicted: item.predicted.map { $0 == 1 }, scores: item.score))
            let expected: [BinaryEstimate.Measure: Double] = [
                .accuracy: item.accuracy, .precision: item.precision, .recall: item.recall, .f1: item.f1,
                .specificity: item.specificity,
            ]
            for (measure, value) in expected { #expect(close(measure.value(estimate.confusion), value), "\(measure)") }
            #expect(close(estimate.rocAUC, item.roc_auc))
            #expect(estimate.count == 200)
        }
        #expect(BinaryEstimate(probabilities: [], predicted: []) == nil)
        #expect(BinaryEstimate(probabilities: [1.2], predicted: [true]) == nil)
    }

    /// Drawn from a model whose scores are calibrated, the estimate must meet what the labels say, within the sampling error.
    @Test func estimatesMeetTheTruthWithinTheSamplingError() throws {
        var random = SeededGenerator(seed: 21)
        func draw(_ count: Int, shift: Double) -> (labels: [Bool], scores: [Double]) {
            let scores = (0..<count).map { _ in 1 / (1 + (-(random.normal() + shift)).exponential) }
            return (scores.map { random.uniform() < $0 }, scores)
        }
        let (reference, current) = (draw(4_000, shift: 0), draw(4_000, shift: 0.8))
        let predicted = current.scores.map { $0 >= 0.5 }
        let estimate = try #require(BinaryEstimate(probabilities: current.scores, predicted: predicted))
        var real = BinaryConfusion()
        for row in predicted.indices { real.update(label: current.labels[row], predicted: predicted[row]) }
        for measure in BinaryEstimate.Measure.allCases {
            let error = try #require(
                BinaryEstimate.samplingError(
                    measure, labels: reference.labels, predicted: reference.scores.map { $0 >= 0.5 }, count: 4_000))
            #expect((measure.value(estimate.confusion) - measure.value(real)).magnitude < 4 * error, "\(measure)")
        }
        let area = try #require(ScoredLabels(labels: current.labels, scores: current.scores)?.rocAUC)
        let error = try #require(
            BinaryEstimate.samplingErrorOfArea(labels: reference.labels, scores: reference.scores, count: 4_000))
        #expect((try #require(estimate.rocAUC) - area).magnitude < 4 * error)
        let several = try #require(
            MulticlassEstimate(
                probabilities: current.scores.map { [1 - $0, $0] }, predicted: predicted.map { $0 ? 1 : 0 }))
        #expect(close(several.confusion.accuracy, estimate.confusion.accuracy))
        #expect(close(several.rocAUC, estimate.rocAUC, tolerance: 1e-9))
        let fits = MulticlassEstimate.calibrations(
            probabilities: reference.scores.map { [1 - $0, $0] }, labels: reference.labels.map { $0 ? 1 : 0 })
        #expect(fits?.count == 2)
    }

    @Test func changePointsAreRuptures() throws {
        for item in content.changes {
            let found = try #require(ChangePoints(item.x, penalty: item.penalty))
            #expect(found.places == item.places)
            #expect(found.means.count == item.places.count + 1)
        }
        let standard = try #require(ChangePoints(content.changes[0].x))
        #expect(standard.places.count == 2)
        #expect(ChangePoints([1]) == nil)
        #expect(ChangePoints([1, .nan, 3]) == nil)
        #expect(ChangePoints([2, 2, 2, 2])?.places == [])
    }

    @Test func laggedCorrelationIsScipys() throws {
        let item = content.lagged
        for (kind, offset) in [(LaggedCorrelation.Kind.pearson, 1), (.spearman, 3)] {
            let lagged = try #require(LaggedCorrelation(item.x, item.y, lags: 6, kind: kind))
            #expect(lagged.entries.map { Double($0.lag) } == item.rows.map { $0[0] })
            #expect(agree(lagged.entries.map(\.coefficient), item.rows.map { $0[offset] }))
            #expect(agree(lagged.entries.map(\.pValue), item.rows.map { $0[offset + 1] }, tolerance: 1e-10))
            #expect(lagged.strongest.lag == 3)
            #expect(lagged.strongest.count == 57)
        }
        #expect(LaggedCorrelation([1, 1, 1], [1, 2, 3], lags: 2) == nil)
    }

    @Test func topRowsAndFScoresAreScikitLearns() throws {
        let item = content.top
        let curve = try #require(GainCurve(labels: item.y.map { $0 == 1 }, scores: item.score))
        #expect(agree(item.k.compactMap { curve.precision(top: $0) }, item.precision))
        #expect(agree(item.k.compactMap { curve.recall(top: $0) }, item.recall))
        let classes = content.multiclass
        var confusion = MulticlassConfusion(classes: 4)
        for (label, predicted) in zip(classes.y, classes.predicted) { confusion.update(label: label, predicted: predicted) }
        #expect(agree(confusion.fScore(beta: 2), classes.f2))
        #expect(agree(confusion.fScore(beta: 0.5), classes.f_half))
        #expect(agree(confusion.fScore(beta: 1), confusion.f1))
        #expect(agree(confusion.specificity, classes.specificity))
    }

    @Test func robustZHasScipysSpread() throws {
        let usual = try #require(RobustZ(content.robust.x))
        #expect(close(usual.spread, content.robust.spread, tolerance: 1e-9))
        #expect(close(usual.value(3), (3 - content.robust.median) / content.robust.spread, tolerance: 1e-9))
    }
}

extension Double {
    /// eˣ without a C library: the tests import none.
    fileprivate var exponential: Double {
        var (term, sum) = (1.0, 1.0)
        let part = self / 64
        for k in 1..<25 {
            term *= part / Double(k)
            sum += term
        }
        return (0..<6).reduce(sum) { value, _ in value * value }
    }
}
