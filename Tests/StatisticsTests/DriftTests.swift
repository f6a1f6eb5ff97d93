import Statistics
import Testing

@Suite struct DriftTests {
    let reference = Events(count: 20_000, seed: 11).reference()

    private func all() -> DriftAnalysis {
        var configuration = DriftAnalysis.Configuration()
        configuration.metrics = DriftMetric.allCases
        return DriftAnalysis(reference: reference, configuration: configuration)
    }

    @Test func aProfileDoesNotDriftFromItself() throws {
        let drift = all().compare(reference.profile)
        #expect(drift.status == .ok && drift.driftedCount == 0)
        for feature in drift.features {
            for value in feature.values { #expect(value.state == .ok && value.value == 0, "\(feature.name) \(value.metric)") }
        }
    }

    @Test func freshEventsOfTheSameLawAreOk() {
        let drift = all().compare(Events(count: 3_000, seed: 99).profile(reference: reference))
        #expect(drift.status == .ok)
    }

    @Test func aShiftIsFoundAndNothingElse() throws {
        let drift = all().compare(Events(count: 3_000, seed: 99, shift: 2).profile(reference: reference))
        #expect(drift.status == .warning && drift.driftedCount == 1)
        let first = try #require(drift.features.first)
        #expect(first.name == "number" && first.severity == .high && first.drifted)
        #expect(try #require(first.value(.ks)).value > 0.5)
    }

    @Test func newCategoriesHaveABinOfTheirOwn() throws {
        let current = Events(count: 3_000, seed: 99, newCategories: true).profile(reference: reference)
        let drift = all().compare(current)
        let feature = try #require(drift.features.first { $0.name == "category" })
        #expect(feature.drifted && feature.value(.ks) == nil)
        let bins = try #require(current.features["category"]).bins
        #expect(bins[bins.count - 2] > 500 && bins[bins.count - 1] == 0)
    }

    @Test func tooFewEventsAreInsufficientAndNeverAnAlarm() {
        let drift = all().compare(Events(count: 99, seed: 99, shift: 50).profile(reference: reference))
        #expect(drift.status == .insufficient)
        for feature in drift.features {
            for value in feature.values {
                #expect(value.state == .insufficient && value.value == 0 && value.severity == nil && !value.isDrifted())
            }
        }
    }

    @Test func aProfileInOtherBinsHasNoReference() {
        #expect(all().compare(Events(count: 500, seed: 1).profile(reference: nil)).status == .noReference)
    }

    @Test func psiIsTheFormulaOverTheCounts() throws {
        let current = Events(count: 2_000, seed: 5, shift: 0.3).profile(reference: reference)
        let value = try #require(all().value(.psi, of: "number", current: current))
        let schema = try #require(reference.feature("number"))
        guard case .numeric(let bins) = schema.bins else { throw StatisticsError(.invalidArgument, "not numeric") }
        func counts(_ profile: Profile) throws -> [Int] {
            let counters = try #require(profile.features["number"])
            var coarse = bins.coarseCounts(counters.bins)
            coarse[0] += counters.negativeInfinities
            coarse[coarse.count - 1] += counters.positiveInfinities
            return coarse + [profile.missing("number")]
        }
        let (r, c) = (try counts(reference.profile), try counts(current))
        #expect(r.count == 11)
        let smooth = { (counts: [Int]) in counts.map { (Double($0) + 0.5) / (Double(counts.reduce(0, +)) + 5.5) } }
        // The natural logarithm by its definition as an integral is overkill: psi is checked through its symmetric form.
        let expected = zip(smooth(r), smooth(c)).reduce(0.0) { $0 + ($1.0 - $1.1) * naturalLogarithm($1.0 / $1.1) }
        #expect(close(value.value, expected))
        #expect(value.countCurrent == 2_000 && value.countReference == 20_000)
        #expect(close(value.noiseFloor, 10 * (1 / 2_000.0 + 1 / 20_000.0)))
    }

    /// The bound holds against D from the values themselves.
    @Test(arguments: [0.0, 0.1, 0.5, 3]) func binnedKolmogorovSmirnovIsWithinItsBound(shift: Double) throws {
        let ours = Events(count: 20_000, seed: 11)
        let theirs = Events(count: 4_000, seed: 12, shift: shift)
        let value = try #require(all().value(.ks, of: "number", current: theirs.profile(reference: reference)))
        let a = ours.number.filter { !$0.isNaN }.sorted()
        let b = theirs.number.filter { !$0.isNaN }.sorted()
        var (i, j, exact) = (0, 0, 0.0)
        while i < a.count && j < b.count {
            let x = min(a[i], b[j])
            while i < a.count && a[i] == x { i += 1 }
            while j < b.count && b[j] == x { j += 1 }
            exact = max(exact, (Double(i) / Double(a.count) - Double(j) / Double(b.count)).magnitude)
        }
        #expect(value.value <= exact + 1e-12 && exact <= value.value + value.errorBound + 1e-12)
        #expect(value.errorBound < 0.02)
    }

    @Test func anOutputAtHighMakesTheStatusCritical() throws {
        var events = Events(count: 3_000, seed: 99)
        events.score = events.score.map { $0 * $0 * $0 }
        #expect(all().compare(events.profile(reference: reference)).status == .critical)
    }

    @Test func halfOfTheFeaturesMakeTheStatusCritical() throws {
        var events = Events(count: 3_000, seed: 99, shift: 2, newCategories: true)
        events.skewed = events.skewed.map { $0 / 2 }
        #expect(all().compare(events.profile(reference: reference)).status == .critical)
    }

    private func naturalLogarithm(_ x: Double) -> Double {
        // artanh series after halving: an independent way to the same digits.
        var (value, shift) = (x, 0.0)
        while value > 1.5 { value /= 2; shift += 0.693147180559945309417 }
        while value < 0.75 { value *= 2; shift -= 0.693147180559945309417 }
        let t = (value - 1) / (value + 1)
        var (power, sum) = (t, 0.0)
        for k in stride(from: 1.0, through: 61, by: 2) { sum += power / k; power *= t * t }
        return shift + 2 * sum
    }
}
