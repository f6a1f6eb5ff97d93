/// The drift scores that binned counts can answer, under the names of the API.
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

    /// The name that means this metric, `js` included.
    package init?(name: String) {
        if name == "js" {
            self = .jsDistance
        } else {
            self.init(rawValue: name)
        }
    }

    /// Whether it is defined for a kind of feature.
    package func applies(to kind: FeatureKind) -> Bool { self != .ks || kind.isNumeric }

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
    package let warning: Double
    package let critical: Double

    package init(warning: Double, critical: Double) {
        self.warning = warning
        self.critical = critical
    }

    /// The defaults: the cuts that the field commonly uses. For `chi2` they are on Cramér's V; `js_divergence` is the
    /// distance squared.
    package static func standard(for metric: DriftMetric) -> Thresholds {
        switch metric {
        case .psi, .kl: Thresholds(warning: 0.1, critical: 0.25)
        case .jsDivergence: Thresholds(warning: 0.01, critical: 0.04)
        default: Thresholds(warning: 0.1, critical: 0.2)
        }
    }

    package func severity(of effect: Double) -> Severity {
        effect >= critical ? .high : effect >= warning ? .medium : .low
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
