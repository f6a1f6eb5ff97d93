import Statistics

/// A number that compares two samples. A new one is a line in a registry and inherits the tests of `SampleComparisonTests`.
struct SampleComparison: Sendable, CustomStringConvertible {
    /// What becomes of the number when the samples change places.
    enum Symmetry { case even, odd, none }

    /// What the values' unit and scale do to it, when both samples are changed alike.
    struct Invariance: OptionSet {
        let rawValue: Int
        static let shift = Invariance(rawValue: 1)
        static let scale = Invariance(rawValue: 2)
        /// Any transformation that keeps the order.
        static let order: Invariance = [Invariance(rawValue: 4), .shift, .scale]
        static let affine: Invariance = [.shift, .scale]
    }

    /// What NaN and infinities are to it.
    enum OddValues {
        /// Either makes it undefined.
        case refused
        /// NaN makes it undefined; infinities have their place in the order.
        case ordered
        /// NaN is missing and counted apart, and infinities have a place or are left out.
        case counted
    }

    let name: String
    let symmetry: Symmetry
    let invariance: Invariance
    var oddValues = OddValues.refused
    /// Its value for a sample and itself; nil where that says nothing.
    var ofItself: Double?
    let value: @Sendable ([Double], [Double]) -> Double?
    var description: String { name }

    static let registry = ranks + means + distances + drift

    private static let relabellings = Permutations(rounds: 99, enough: nil, seed: 5)

    private static let ranks: [SampleComparison] = [
        SampleComparison(name: "ks", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 0) {
            KolmogorovSmirnov($0, $1)?.statistic
        },
        SampleComparison(name: "ks, exact p", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 1) {
            KolmogorovSmirnov($0, $1)?.pValue
        },
        SampleComparison(name: "ks, asymptotic p", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 1) {
            KolmogorovSmirnov($0, $1)?.pValue(.asymptotic)
        },
        SampleComparison(name: "ks, limit p", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 1) {
            KolmogorovSmirnov($0, $1)?.pValue(.limit)
        },
        SampleComparison(name: "cramer-von mises", symmetry: .even, invariance: .order, oddValues: .ordered) {
            CramerVonMises($0, $1)?.statistic
        },
        SampleComparison(name: "cramer-von mises, p", symmetry: .even, invariance: .order, oddValues: .ordered) {
            CramerVonMises($0, $1)?.pValueLimit
        },
        SampleComparison(name: "cramer-von mises, effect", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 0)
        {
            CramerVonMises($0, $1)?.effect
        },
        SampleComparison(name: "anderson-darling", symmetry: .even, invariance: .order, oddValues: .ordered) {
            AndersonDarling([$0, $1])?.statistic
        },
        SampleComparison(name: "anderson-darling, p", symmetry: .even, invariance: .order, oddValues: .ordered) {
            AndersonDarling([$0, $1])?.pValueLimit
        },
        SampleComparison(name: "mann-whitney, p", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 1) {
            RankTests.mannWhitney($0, $1)?.pValue
        },
        SampleComparison(name: "mann-whitney, exact p", symmetry: .even, invariance: .order, oddValues: .ordered) {
            RankTests.mannWhitneyExact($0, $1)?.pValue
        },
        SampleComparison(name: "kruskal", symmetry: .even, invariance: .order, oddValues: .ordered, ofItself: 0) {
            RankTests.kruskalWallis([$0, $1])?.statistic
        },
    ]

    private static let means: [SampleComparison] = [
        SampleComparison(name: "welch", symmetry: .odd, invariance: .affine, ofItself: 0) { MeanTests.welch($0, $1)?.statistic },
        SampleComparison(name: "welch, p", symmetry: .even, invariance: .affine, ofItself: 1) { MeanTests.welch($0, $1)?.pValue },
        SampleComparison(name: "student", symmetry: .odd, invariance: .affine, ofItself: 0) {
            MeanTests.student($0, $1)?.statistic
        },
        SampleComparison(name: "levene", symmetry: .even, invariance: .affine, ofItself: 0) {
            MeanTests.levene([$0, $1])?.statistic
        },
        SampleComparison(name: "variants, p", symmetry: .even, invariance: .affine, ofItself: 1) {
            VariantComparison(control: $0, treatment: $1)?.pValue
        },
        SampleComparison(name: "variants, difference", symmetry: .odd, invariance: .shift, ofItself: 0) {
            VariantComparison(control: $0, treatment: $1)?.difference
        },
        SampleComparison(name: "variants, lift", symmetry: .none, invariance: .scale, ofItself: 0) {
            VariantComparison(control: $0, treatment: $1)?.lift
        },
        SampleComparison(name: "lift", symmetry: .none, invariance: .scale, ofItself: 0) { control, treated in
            guard let a = RelativeLift.Arm(control), let b = RelativeLift.Arm(treated) else { return nil }
            return RelativeLift(control: a, treated: b)?.lift
        },
        SampleComparison(name: "guardrail", symmetry: .none, invariance: .shift) { control, treated in
            Guardrail(margin: 0.1)?.verdict(control: control, treated: treated).map { $0 == .passed ? 1 : 0 }
        },
    ]

    private static let distances: [SampleComparison] = [
        SampleComparison(name: "energy", symmetry: .even, invariance: .shift, ofItself: 0) { SampleDistance.energy($0, $1) },
        SampleComparison(name: "energy, effect", symmetry: .even, invariance: .affine, ofItself: 0) {
            EnergyTest.test($0, $1, relabellings)?.effect
        },
        SampleComparison(name: "wasserstein", symmetry: .even, invariance: .shift, ofItself: 0) {
            SampleDistance.wasserstein($0, $1)
        },
        SampleComparison(name: "wasserstein, normed", symmetry: .none, invariance: .affine, ofItself: 0) {
            SampleDistance.wassersteinNormed(reference: $0, current: $1)
        },
        // Points with a value that is not finite are left out.
        SampleComparison(name: "mmd", symmetry: .even, invariance: .affine, oddValues: .counted) {
            MaximumMeanDiscrepancy.test($0, $1, relabellings)?.statistic
        },
        SampleComparison(name: "separation", symmetry: .none, invariance: .order, oddValues: .ordered, ofItself: 0.5) { a, b in
            (a + b).contains { $0.isNaN } ? nil : ScoreSeparation(negatives: a, positives: b)?.auc
        },
    ]

    private static func drifted(_ metric: DriftMetric, _ a: [Double], _ b: [Double]) -> Double? {
        var configuration = DriftAnalysis.Configuration()
        configuration.minimumCount = 1
        let reference = FeatureSample.number(SortedSample(a))
        let drift = SampleDrift(
            reference: reference, current: .number(SortedSample(b)), bins: SampleBins(reference: reference))
        let value = drift.values([metric], configuration: configuration).first
        return value?.state == .ok ? value?.value : nil
    }

    /// As `driftwatch check` computes them. What rests on bins rests on the reference's, so that the sides are not alike.
    private static let drift: [SampleComparison] = DriftMetric.allCases
        .filter { !$0.permutes }
        .map { metric in
            let isOfBins = metric != .ks && !metric.needsValues
            let hasUnit = metric == .wasserstein
            return SampleComparison(
                name: "drift, \(metric.rawValue)", symmetry: isOfBins || metric == .wassersteinNormed ? .none : .even,
                invariance: hasUnit ? .shift : .affine, oddValues: .counted,
                ofItself: [.cramerVonMises, .andersonDarling].contains(metric) ? nil : 0
            ) { drifted(metric, $0, $1) }
        }
}
