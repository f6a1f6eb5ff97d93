/// A change of one column, row by row: the same for a seed, whatever the batches.
///
/// Each row's chance is drawn from a hash of (seed, column, row), so that no generator's state passes from row to row. Missing values
/// (NaN, code −1) and infinities stay as they are. Two columns of one seed change in different rows.
package struct Simulation: Sendable {
    package let kind: SimulationKind
    package let intensity: Double
    private let key: UInt64

    /// - Parameters:
    ///   - kind: what changes.
    ///   - intensity: in the units of the kind.
    ///   - seed: decides all chance.
    ///   - column: the name of the column that changes.
    /// - Throws: `invalidArgument` for an intensity outside the kind's range.
    package init(_ kind: SimulationKind, intensity: Double, seed: UInt64, column: ExactText) throws(StatisticsError) {
        guard kind.intensities.contains(intensity) else {
            let range = kind.intensities
            throw StatisticsError(
                .invalidArgument, "the intensity of \(kind.rawValue) lies between \(range.lowerBound) and \(range.upperBound)")
        }
        self.kind = kind
        self.intensity = intensity
        key = StableHash.mix(StableHash.of(column.utf8) ^ StableHash.mix(seed &+ 0x9E37_79B9_7F4A_7C15))
    }

    // MARK: - Numbers

    /// The numbers of some rows as they become: for mean-shift, variance-increase, noise and, where `driven` says so, concept-shift.
    /// Other kinds leave numbers as they are.
    ///
    /// - Parameters:
    ///   - values: of some rows.
    ///   - firstRow: the place of the first value in the whole column.
    ///   - column: the moments of the whole column as it was; without two values nothing changes.
    ///   - driven: for concept-shift, 1 for the rows where the other column is high.
    package func changed(
        numbers values: Span<Double>, firstRow: Int, column: PowerSums, driven: [UInt8] = []
    ) -> [Double] {
        guard let mean = column.mean, let deviation = column.standardDeviation else { return Array(copying: values) }
        var result: [Double] = []
        result.reserveCapacity(values.count)
        for index in values.indices {
            let x = values[index]
            let row = firstRow + index
            switch kind {
            case _ where !x.isFinite: result.append(x)
            case .meanShift: result.append(x + intensity * deviation)
            case .varianceIncrease: result.append(mean + (1 + intensity) * (x - mean))
            case .noise: result.append(x + intensity * deviation * normal(row))
            case .conceptShift:
                let isDriven = index < driven.count && driven[index] != 0
                result.append(isDriven && happens(row) ? 2 * mean - x : x)
            case .labelFlip, .missingness, .categorySwap, .seasonality: result.append(x)
            }
        }
        return result
    }

    /// The numbers of some rows with a season laid over them. A row without a time stays as it is.
    ///
    /// - Parameters:
    ///   - values: of some rows.
    ///   - column: the moments of the whole column as it was; without two values nothing changes.
    ///   - times: where each row stands, in the unit of `period`; NaN where unknown.
    ///   - period: the length of a season, above 0.
    package func seasonal(
        numbers values: Span<Double>, times: Span<Double>, period: Double, column: PowerSums
    ) -> [Double] {
        guard let deviation = column.standardDeviation, period > 0 else { return Array(copying: values) }
        var result: [Double] = []
        result.reserveCapacity(values.count)
        for index in values.indices {
            let x = values[index]
            // The whole periods go first, so that times far from 0 keep their digits.
            let phase = times[index] / period
            let wave = Math.sin(2 * Double.pi * (phase - phase.rounded(.down)))
            result.append(x.isFinite && wave.isFinite ? x + intensity * deviation * wave : x)
        }
        return result
    }

    // MARK: - Any column

    /// For missingness: 1 for each of the rows that lose their value.
    package func missing(rows: Range<Int>) -> [UInt8] { rows.map { happens($0) ? 1 : 0 } }

    // MARK: - Classes

    /// The classes of some rows as they become: for label-flip, category-swap and, where `driven` says so, concept-shift.
    ///
    /// - Parameters:
    ///   - codes: each row's class, −1 where missing.
    ///   - firstRow: the place of the first value in the whole column.
    ///   - classes: of the whole column, in an order that does not depend on the batches; of `ClassOrder`.
    ///   - driven: for concept-shift, 1 for the rows where the other column is high.
    package func changed(
        codes: Span<Int32>, firstRow: Int, classes: ClassOrder, driven: [UInt8] = []
    ) -> [Int32] {
        var result: [Int32] = []
        result.reserveCapacity(codes.count)
        for index in codes.indices {
            let code = codes[index]
            let row = firstRow + index
            let applies = kind != .conceptShift || (index < driven.count && driven[index] != 0)
            guard code >= 0, applies, happens(row) else {
                result.append(code)
                continue
            }
            switch kind {
            case .categorySwap: result.append(classes.mirrored(code))
            case .labelFlip, .conceptShift: result.append(classes.other(than: code, draw: draw(row, stream: 1)))
            default: result.append(code)
            }
        }
        return result
    }

    // MARK: - Chance

    private func draw(_ row: Int, stream: UInt64) -> UInt64 {
        StableHash.mix(key &+ stream &* 0xD1B5_4A32_D192_ED03 &+ UInt64(truncatingIfNeeded: row) &* 0x9E37_79B9_7F4A_7C15)
    }

    private func uniform(_ row: Int, stream: UInt64) -> Double { Double(draw(row, stream: stream) >> 11) * 0x1p-53 }

    private func happens(_ row: Int) -> Bool { uniform(row, stream: 0) < intensity }

    private func normal(_ row: Int) -> Double {
        let radius = (-2 * Math.log(1 - uniform(row, stream: 0))).squareRoot()
        return radius * Math.cos(2 * Double.pi * uniform(row, stream: 1))
    }
}

/// The classes of a column, ranked: by frequency, ties by bytes.
package struct ClassOrder: Sendable {
    /// Codes from the most frequent to the least.
    package let ranked: [Int32]
    private let rank: [Int]

    /// - Parameters:
    ///   - counts: rows of each class, by its code; a class without rows is none.
    ///   - texts: what each code stands for.
    package init(counts: [Int], texts: [ExactText]) {
        let present = counts.indices.filter { counts[$0] > 0 && $0 < texts.count }
        let sorted = present.sorted { (-counts[$0], texts[$0]) < (-counts[$1], texts[$1]) }
        ranked = sorted.map { Int32($0) }
        var rank = [Int](repeating: -1, count: counts.count)
        for (place, code) in sorted.enumerated() { rank[code] = place }
        self.rank = rank
    }

    /// The class whose frequency is as low as this one's is high. A class that is not in the order stays.
    func mirrored(_ code: Int32) -> Int32 {
        guard let place = place(of: code) else { return code }
        return ranked[ranked.count - 1 - place]
    }

    /// One of the other classes, each as likely; the class itself when it is the only one.
    func other(than code: Int32, draw: UInt64) -> Int32 {
        guard let place = place(of: code), ranked.count > 1 else { return code }
        let step = 1 + Int(truncatingIfNeeded: draw.multipliedFullWidth(by: UInt64(ranked.count - 1)).high)
        return ranked[(place + step) % ranked.count]
    }

    private func place(of code: Int32) -> Int? {
        guard code >= 0, Int(code) < rank.count, rank[Int(code)] >= 0 else { return nil }
        return rank[Int(code)]
    }
}

extension Array where Element == Double {
    fileprivate init(copying span: Span<Double>) {
        self = span.withUnsafeBufferPointer { Array($0) }
    }
}
