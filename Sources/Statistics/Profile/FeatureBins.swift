/// A feature's frozen bins, or none.
package enum FeatureBins: Sendable, Equatable {
    /// No reference, and so no bins: plain counters only.
    case none
    case numeric(NumericBins)
    case categorical(CategoryBins)

    /// Number of bins, without the missing.
    package var count: Int {
        switch self {
        case .none: 0
        case .numeric(let bins): bins.count
        case .categorical(let bins): bins.count
        }
    }
}

/// One feature of a reference: its name, kind and bins.
package struct FeatureSchema: Sendable, Equatable {
    package let name: ExactText
    package let kind: FeatureKind
    package let bins: FeatureBins
}
