/// The frozen bins of a categorical feature: the reference's categories by bytes, then `__new__`, then `__other__`.
///
/// At most 1,000 categories have a bin, the most frequent ones (ties by bytes). The others are known by a 64-bit hash, so that
/// they count as `__other__` and not as `__new__`; beyond 10,000 of those every category without a bin counts as other.
package struct CategoryBins: Sendable, Equatable {
    /// Most categories that have a bin of their own.
    package static let capacity = 1_000
    /// Most further categories that are remembered.
    package static let rememberedCapacity = 10_000

    /// In ascending order of their bytes.
    package let categories: [ExactText]
    /// Hashes of the reference's categories without a bin, ascending; nil when they were too many.
    let others: [UInt64]?
    private let index: [ExactText: Int]

    /// Number of bins: the categories, new, other.
    package var count: Int { categories.count + 2 }
    package var newBin: Int { categories.count }
    package var otherBin: Int { categories.count + 1 }

    init(categories: [ExactText], others: [UInt64]?) {
        self.categories = categories
        self.others = others
        var index: [ExactText: Int] = [:]
        index.reserveCapacity(categories.count)
        for (position, category) in categories.enumerated() { index[category] = position }
        self.index = index
    }

    /// The bins of a reference, from the number of rows of each of its categories.
    package init(counts: [ExactText: Int]) {
        let ranked = counts.filter { $0.value > 0 }.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let rest = ranked.dropFirst(Self.capacity)
        self.init(
            categories: ranked.prefix(Self.capacity).map(\.key).sorted(),
            others: rest.count <= Self.rememberedCapacity ? rest.map { StableHash.of($0.key.utf8) }.sorted() : nil)
    }

    /// The two categories of a boolean.
    package static let boolean = CategoryBins(categories: ["false", "true"], others: [])

    /// The bin of a category.
    package func bin(of category: ExactText) -> Int {
        if let known = index[category] { return known }
        guard let others else { return otherBin }
        guard !others.isEmpty else { return newBin }
        return contains(StableHash.of(category.utf8), in: others) ? otherBin : newBin
    }

    /// The name of a bin.
    package func name(ofBin bin: Int) -> ExactText {
        bin < categories.count ? categories[bin] : bin == newBin ? ReservedBin.new : ReservedBin.other
    }

    private func contains(_ hash: UInt64, in sorted: [UInt64]) -> Bool {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < hash { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == hash
    }
}

extension CategoryBins {
    func encode(into writer: inout ByteWriter) {
        writer.count(categories.count)
        for category in categories { writer.text(category) }
        writer.byte(others == nil ? 0 : 1)
        guard let others else { return }
        writer.count(others.count)
        for hash in others { writer.fixed(hash) }
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        let count = try reader.items()
        guard count <= Self.capacity else { throw reader.corrupt("a feature has \(count) categories") }
        var categories: [ExactText] = []
        for _ in 0..<count {
            let category = try reader.text()
            if let last = categories.last, category <= last { throw reader.corrupt("categories do not ascend") }
            categories.append(category)
        }
        guard try reader.byte() != 0 else {
            self.init(categories: categories, others: nil)
            return
        }
        var others: [UInt64] = []
        for _ in 0..<(try reader.items(ofAtLeast: 8)) {
            let hash = try reader.fixed()
            if let last = others.last, hash < last { throw reader.corrupt("hashes do not ascend") }
            others.append(hash)
        }
        self.init(categories: categories, others: others)
    }
}
