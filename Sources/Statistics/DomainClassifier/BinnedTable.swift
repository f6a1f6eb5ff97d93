/// Columns in at most 128 bins each, column after column: what trees are grown on. Bin 0 is missing.
struct BinnedTable: Sendable {
    static let binLimit = 128
    /// Values that the quantile edges are taken from.
    private static let sampleMax = 20_000

    let rowCount: Int
    let columnCount: Int
    private(set) var bins: [UInt8]
    let isCategorical: [Bool]

    /// Rows of the reference, then of the current sample.
    init(_ features: [DomainFeature], rowCount: Int) {
        self.rowCount = rowCount
        columnCount = features.count
        bins = []
        bins.reserveCapacity(rowCount * features.count)
        var categorical: [Bool] = []
        for feature in features {
            switch feature.values {
            case .numbers(let reference, let current):
                Self.append(numbers: reference + current, to: &bins)
                categorical.append(false)
            case .categories(let reference, let current):
                Self.append(categories: reference + current, to: &bins)
                categorical.append(true)
            }
        }
        isCategorical = categorical
    }

    /// The table with one column's bins of some rows replaced.
    func replacing(column: Int, rows: [Int32], with moved: [UInt8]) -> BinnedTable {
        var table = self
        for (row, bin) in zip(rows, moved) { table.bins[column * rowCount + Int(row)] = bin }
        return table
    }

    private static func append(numbers: [Double], to bins: inout [UInt8]) {
        let edges = edges(of: numbers)
        edges.withUnsafeBufferPointer { edges in
            for x in numbers {
                guard !x.isNaN else {
                    bins.append(0)
                    continue
                }
                var (low, size) = (0, edges.count)
                while size > 0 {
                    let half = size / 2
                    if edges[low + half] < x { low += size - half }
                    size = half
                }
                bins.append(UInt8(low + 1))
            }
        }
    }

    /// Bin b holds edge_{b−1} < x ≤ edge_b: middles between the distinct values where they are few, else quantiles.
    private static func edges(of numbers: [Double]) -> [Double] {
        var sample: [Double] = []
        let step = max(1, numbers.count / sampleMax)
        for index in stride(from: 0, to: numbers.count, by: step) where !numbers[index].isNaN { sample.append(numbers[index]) }
        DoubleSort.sort(&sample)
        var distinct: [Double] = []
        for x in sample where x != distinct.last {
            distinct.append(x)
            if distinct.count >= binLimit { break }
        }
        let valueBins = binLimit - 1
        if distinct.count <= valueBins { return zip(distinct, distinct.dropFirst()).map(middle) }
        var edges: [Double] = []
        for index in 1..<valueBins {
            let edge = sample[sample.count * index / valueBins]
            if edge != edges.last { edges.append(edge) }
        }
        return edges
    }

    /// Between two values; the lower one where their distance is not finite.
    private static func middle(_ low: Double, _ high: Double) -> Double {
        let middle = low + (high - low) / 2
        return middle.isFinite ? middle : low
    }

    /// The most frequent codes have bins of their own, the rest share the last; ties by code.
    private static func append(categories: [Int32], to bins: inout [UInt8]) {
        var counts: [Int32: Int] = [:]
        for code in categories where code >= 0 { counts[code, default: 0] += 1 }
        let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        var places: [Int32: UInt8] = [:]
        for (place, entry) in order.enumerated() { places[entry.key] = UInt8(min(place + 1, binLimit - 1)) }
        for code in categories { bins.append(code < 0 ? 0 : places[code] ?? 0) }
    }
}
