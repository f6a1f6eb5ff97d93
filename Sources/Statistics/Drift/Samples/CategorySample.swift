/// The rows of each category of a column.
package struct CategorySample: Sendable {
    package private(set) var counts: [ExactText: Int] = [:]
    /// Rows of categories beyond `ReferenceBuilder.categoryCapacity`.
    package private(set) var crowdedOut = 0
    /// Rows without a category.
    package private(set) var missing = 0
    /// Rows with one.
    package private(set) var present = 0

    package init() {}

    package init(counts: [ExactText: Int], missing: Int = 0) {
        for category in counts.keys.sorted() { update(category, by: counts[category] ?? 0) }
        update(missing: missing)
    }

    /// Rows.
    package var count: Int { present + missing }
    /// Distinct categories, those beyond the capacity left out.
    package var distinct: Int { counts.count }

    package mutating func update(missing rows: Int) { missing += rows }

    package mutating func update(_ category: ExactText, by rows: Int) {
        guard rows > 0 else { return }
        present += rows
        if let known = counts[category] {
            counts[category] = known + rows
        } else if counts.count < ReferenceBuilder.categoryCapacity {
            counts[category] = rows
        } else {
            crowdedOut += rows
        }
    }

    /// The bins of a reference: as `ReferenceBuilder` makes them.
    package var bins: CategoryBins {
        let known = CategoryBins(counts: counts)
        return crowdedOut == 0 ? known : CategoryBins(categories: known.categories, others: nil)
    }
}

/// One column of one side.
package enum FeatureSample: Sendable {
    case number(SortedSample)
    case category(CategorySample)

    package var kind: FeatureKind {
        switch self {
        case .number: .number
        case .category: .category
        }
    }

    /// Rows, missing ones included.
    package var count: Int {
        switch self {
        case .number(let sample): sample.count
        case .category(let sample): sample.count
        }
    }

    package var missing: Int {
        switch self {
        case .number(let sample): sample.missing
        case .category(let sample): sample.missing
        }
    }

    package var distinct: Int {
        switch self {
        case .number(let sample): sample.distinct
        case .category(let sample): sample.distinct
        }
    }

    package var infinities: Int {
        switch self {
        case .number(let sample): sample.infinities
        case .category: 0
        }
    }

    /// Distinct values of both together, infinities left out; counted to `most`.
    func distinct(with other: FeatureSample, most: Int) -> Int {
        if max(distinct, other.distinct) >= most { return most }
        switch (self, other) {
        case (.number(let a), .number(let b)): return a.values(with: b, most: most).count
        case (.category(let a), .category(let b)): return min(most, Set(a.counts.keys).union(b.counts.keys).count)
        default: return distinct
        }
    }

    package var missingRatio: Double { count > 0 ? Double(missing) / Double(count) : 0 }
}
