/// What a feature's values are, and with that which counters they get.
package enum FeatureKind: UInt8, Sendable, CaseIterable, CustomStringConvertible {
    /// A double. NaN is missing.
    case number = 1
    /// One of many texts.
    case category = 2
    /// False or true: a category with two values, `false` and `true`.
    case boolean = 3
    /// Free text, measured by its length in characters (Unicode scalars), as a number.
    case text = 4
    /// A vector, measured by its L2 norm, as a number.
    case embedding = 5

    /// From the name that the API uses: `number`, `category`, `boolean`, `text`, `embedding`.
    package init?(name: String) {
        guard let kind = FeatureKind.allCases.first(where: { $0.description == name }) else { return nil }
        self = kind
    }

    package var description: String {
        switch self {
        case .number: "number"
        case .category: "category"
        case .boolean: "boolean"
        case .text: "text"
        case .embedding: "embedding"
        }
    }

    /// Whether the counters are those of a number.
    package var isNumeric: Bool { self != .category && self != .boolean }
}

/// The names under which a model's outputs stand among the features.
package enum ReservedFeature {
    /// The predicted class, a category.
    package static let prediction: ExactText = "__prediction__"
    /// The score of the predicted or positive class, a number.
    package static let score: ExactText = "__score__"
    /// The predicted value of a regression, a number.
    package static let value: ExactText = "__value__"
}

/// The names of the bins that are not values.
package enum ReservedBin {
    /// Rows without a value.
    package static let missing: ExactText = "__missing__"
    /// Categories that the reference never had.
    package static let new: ExactText = "__new__"
    /// Categories of the reference beyond its 1,000 most frequent.
    package static let other: ExactText = "__other__"
}
