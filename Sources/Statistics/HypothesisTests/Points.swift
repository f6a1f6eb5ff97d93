/// Points of one dimension, row after row: embeddings, or single numbers.
package struct Points: Sendable, Equatable {
    package let dimension: Int
    package let values: [Double]

    package var count: Int { values.count / dimension }

    /// nil unless `values` holds whole rows of a dimension above 0.
    package init?(_ values: [Double], dimension: Int = 1) {
        guard dimension > 0, values.count % dimension == 0 else { return nil }
        self.dimension = dimension
        self.values = values
    }

    /// nil for rows of different lengths, or none.
    package init?(rows: [[Double]]) {
        guard let dimension = rows.first?.count, rows.allSatisfy({ $0.count == dimension }) else { return nil }
        self.init(rows.flatMap { $0 }, dimension: dimension)
    }

    /// The rows without a NaN or an infinity.
    package var finite: Points {
        let kept = (0..<count).filter { row in values[row * dimension..<(row + 1) * dimension].allSatisfy(\.isFinite) }
        return kept.count == count ? self : rows(kept)
    }

    func rows(_ indices: [Int]) -> Points {
        Points(unchecked: indices.flatMap { values[$0 * dimension..<($0 + 1) * dimension] }, dimension: dimension)
    }

    private init(unchecked values: [Double], dimension: Int) {
        self.values = values
        self.dimension = dimension
    }
}
