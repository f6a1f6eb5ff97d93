/// The drift scores of one feature, under the names of the API.
package enum DriftMetric: String, Sendable, CaseIterable {
    /// Population stability index over the coarse bins and `__missing__`, in nats.
    case psi
    /// Σ p ln(p/q) of the reference p from the current q, smoothed as PSI, in nats.
    case kl
    /// Kolmogorov–Smirnov D over the fine bins; numeric features only.
    case ks
    /// Square root of the Jensen–Shannon divergence, base 2: 0 to 1.
    case jsDistance = "js_distance"
    /// Jensen–Shannon divergence in bits: 0 to 1.
    case jsDivergence = "js_divergence"
    /// 0 to 1.
    case hellinger
    /// Half the sum of the absolute differences of shares: 0 to 1.
    case totalVariation = "total_variation"
    /// The largest difference of shares: 0 to 1.
    case lInfinity = "l_infinity"
    /// χ² of the two samples' contingency table; its effect is Cramér's V.
    case chi2
    /// Two proportions of a feature with two values; its effect is |Cohen's h|.
    case z
    /// Earth mover's distance in the values' unit; its effect is `wasserstein_normed`.
    case wasserstein
    /// Earth mover's distance over max(sd of the reference, 0.001).
    case wassersteinNormed = "wasserstein_normed"
    /// T; its effect is the root mean squared difference of the distribution functions.
    case cramerVonMises = "cramer_von_mises"
    /// scipy's k-sample statistic; see `AndersonDarling.effect`.
    case andersonDarling = "anderson_darling"
    /// Energy distance; see `EnergyTest`.
    case energy
    /// Squared maximum mean discrepancy; see `MaximumMeanDiscrepancy`.
    case mmd

    /// The name that means this metric, `js` included.
    package init?(name: String) {
        if name == "js" {
            self = .jsDistance
        } else {
            self.init(rawValue: name)
        }
    }

    /// Whether it is defined for a kind of feature.
    package func applies(to kind: FeatureKind) -> Bool { kind.isNumeric || !(self == .ks || needsValues) }

    /// Whether it needs the values themselves: a profile's counts cannot answer it.
    package var needsValues: Bool {
        switch self {
        case .wasserstein, .wassersteinNormed, .cramerVonMises, .andersonDarling, .energy, .mmd: true
        default: false
        }
    }

    /// Whether its p-value comes from permutations, which take a second or so.
    package var permutes: Bool { self == .energy || self == .mmd }

    /// Whether it has a p-value.
    package var hasTest: Bool {
        switch self {
        case .ks, .chi2, .z, .cramerVonMises, .andersonDarling, .energy, .mmd: true
        default: false
        }
    }

    /// The metric that Evidently chooses for a column where none is named: up to 1,000 reference rows KS, χ² or, for two values, z; beyond
    /// Wasserstein's normed distance for numbers and Jensen–Shannon's for categories. Numbers of at most five values count as categories.
    ///
    /// - Parameters:
    ///   - referenceCount: rows of the reference with a value.
    ///   - distinct: values of both samples together: a column that was constant may vary now.
    package static func automatic(for kind: FeatureKind, referenceCount: Int, distinct: Int) -> DriftMetric {
        let isNumber = kind.isNumeric && distinct > 5
        if referenceCount > 1_000 { return isNumber ? .wassersteinNormed : .jsDistance }
        return isNumber ? .ks : distinct > 2 ? .chi2 : .z
    }

    /// The unit of the value: `nats`, `bits`, or `` for a pure number.
    package var unit: String {
        switch self {
        case .psi, .kl: "nats"
        case .jsDivergence: "bits"
        default: ""
        }
    }
}

/// Where an effect becomes a warning and where it becomes critical.
package struct Thresholds: Sendable, Equatable {
    /// What is held against the thresholds.
    package enum Basis: Sendable {
        /// The effect, and where there is a test its p-value too; without one the value beyond its noise.
        case effectAndTest
        /// The effect alone: a threshold that a user has set.
        case effect
        /// The value alone: a threshold that a user has set on a statistic whose effect is something else.
        case value
        /// The p-value alone, drifted below `warning`: a level that a user has set.
        case pValue
    }

    package let warning: Double
    package let critical: Double
    package let basis: Basis
    /// Whether an effect must lie above them to count, as above limits that a reference's own effects have set; else it may equal them.
    package let isExclusive: Bool

    package init(warning: Double, critical: Double, basis: Basis = .effectAndTest, isExclusive: Bool = false) {
        self.warning = warning
        self.critical = critical
        self.basis = basis
        self.isExclusive = isExclusive
    }

    /// The defaults: the cuts that the field commonly uses. They are on the effect: for `chi2` Cramér's V, for `z` Cohen's h, for
    /// `wasserstein` the normed distance; `js_divergence` is the distance squared.
    package static func standard(for metric: DriftMetric) -> Thresholds {
        switch metric {
        case .psi, .kl, .wasserstein, .wassersteinNormed: Thresholds(warning: 0.1, critical: 0.25)
        case .jsDivergence: Thresholds(warning: 0.01, critical: 0.04)
        case .z: Thresholds(warning: 0.2, critical: 0.5)
        default: Thresholds(warning: 0.1, critical: 0.2)
        }
    }

    package func severity(of effect: Double) -> Severity {
        if isExclusive { return effect > critical ? .high : effect > warning ? .medium : .low }
        return effect >= critical ? .high : effect >= warning ? .medium : .low
    }
}

/// Low: below the warning threshold; medium: at or above it; high: at or above the critical one.
package enum Severity: String, Sendable, Comparable {
    case low, medium, high

    private var rank: Int { self == .low ? 0 : self == .medium ? 1 : 2 }

    package static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }
}

/// Whether a value can be given, and if not, why.
package enum ValueState: String, Sendable {
    case ok
    /// Fewer events than the minimum, in the reference or in what is compared with it.
    case insufficient
    case noReference = "no_reference"
    /// The metric does not apply to the feature's kind.
    case notApplicable = "not_applicable"
}
