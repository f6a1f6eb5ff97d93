internal import Columnar
internal import Statistics

/// The rows of a binary evaluation: those with a label, a score and a weight, and how many were left out.
struct BinaryRows {
    /// Rows of the table, ascending; nil: all of them.
    private(set) var rows: [Int32]?
    private(set) var labels: [UInt8]
    private(set) var predicted: [UInt8]
    private(set) var scores: [Double]?
    private(set) var weights: [Double]?
    private(set) var notes: [String] = []

    var count: Int { labels.count }

    /// - Parameters:
    ///   - predicted: as labels; nil: by the threshold.
    ///   - threshold: a score at or above it predicts the positive class.
    init(labels: [UInt8], predicted: [UInt8]?, scores: [Double]?, weights: [Double]?, threshold: Double) {
        var counts = (label: 0, score: 0, infinite: 0, prediction: 0, weight: 0)
        var kept: [Int32] = []
        var isWhole = true
        for row in labels.indices {
            var reason = true
            if labels[row] == BinaryLabels.missing {
                counts.label += 1
            } else if let score = scores?[row], !score.isFinite {
                if score.isNaN { counts.score += 1 } else { counts.infinite += 1 }
            } else if predicted?[row] == BinaryLabels.missing {
                counts.prediction += 1
            } else if let weight = weights?[row], !weight.isFinite {
                counts.weight += 1
            } else {
                reason = false
            }
            if reason && isWhole {
                isWhole = false
                kept = (0..<Int32(row)).map { $0 }
            }
            if !reason && !isWhole { kept.append(Int32(row)) }
        }
        rows = isWhole ? nil : kept
        self.labels = isWhole ? labels : kept.map { labels[Int($0)] }
        self.scores = isWhole ? scores : scores.map { scores in kept.map { scores[Int($0)] } }
        self.weights = isWhole ? weights : weights.map { weights in kept.map { weights[Int($0)] } }
        if let predicted {
            self.predicted = isWhole ? predicted : kept.map { predicted[Int($0)] }
        } else {
            self.predicted = (self.scores ?? []).map { $0 >= threshold ? 1 : 0 }
        }
        func note(_ count: Int, _ what: String) {
            if count > 0 { notes.append("\(count) of \(labels.count) rows \(what) and are left out") }
        }
        note(counts.label, "have no label")
        note(counts.score, "have no score")
        note(counts.infinite, "have an infinite score")
        note(counts.prediction, "have no prediction")
        note(counts.weight, "have no finite weight")
    }

    /// The same rows by ascending score; as they are without scores. They no longer know their places in the table.
    func sortedByScore() -> BinaryRows {
        guard let scores else { return self }
        let order = RowOrder.ascending(scores).map { Int($0) }
        var copy = self
        copy.rows = nil
        copy.labels = order.map { labels[$0] }
        copy.predicted = order.map { predicted[$0] }
        copy.scores = order.map { scores[$0] }
        copy.weights = weights.map { weights in order.map { weights[$0] } }
        return copy
    }

    /// The same rows with other weights.
    func weighted(_ weights: [Double]) -> BinaryRows {
        var copy = self
        copy.weights = weights
        return copy
    }

    /// The part of each row in a dimension.
    func parts(_ dimension: SliceDimension) -> [Int8] {
        guard let rows else { return dimension.parts }
        return rows.map { dimension.parts[Int($0)] }
    }
}
