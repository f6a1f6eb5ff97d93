/// The kernel between all pairs of the points of two samples.
struct KernelMatrix {
    /// 1 for the first sample's points, 0 for the second's.
    let labels: [Double]
    private let countFirst: Int
    private let kernel: [Double]
    private let rowSums: [Double]
    private let total: Double

    /// Mean kernel within and between the samples.
    struct Sums {
        let withinFirst: Double
        let withinSecond: Double
        let between: Double
        var discrepancy: Double { withinFirst + withinSecond - 2 * between }
    }

    /// nil when all points are equal.
    init?(_ x: Points, _ y: Points, _ squares: [Double]) {
        guard let sigma = Self.scale(squares) else { return nil }
        let count = x.count + y.count
        var kernel = [Double](repeating: 0, count: count * count)
        var rowSums = [Double](repeating: 0, count: count)
        var place = 0
        for i in 1..<count {
            for j in 0..<i {
                let value = Math.exp(-squares[place] / (2 * sigma * sigma))
                place += 1
                kernel[i * count + j] = value
                kernel[j * count + i] = value
                rowSums[i] += value
                rowSums[j] += value
            }
        }
        self.kernel = kernel
        self.rowSums = rowSums
        total = rowSums.reduce(0, +)
        countFirst = x.count
        labels = [Double](repeating: 1, count: x.count) + [Double](repeating: 0, count: y.count)
    }

    /// The sums when the points with label 1 are the first sample.
    func sums(ofFirst labels: [Double]) -> Sums {
        let count = labels.count
        var (first, rows) = (0.0, 0.0)
        kernel.withUnsafeBytes { kernel in
            labels.withUnsafeBytes { labels in
                for i in 0..<count where self.labelled(i, labels) {
                    first += Self.product(of: labels, kernel, from: i * count, count: count)
                    rows += rowSums[i]
                }
            }
        }
        let (n, m) = (Double(countFirst), Double(count - countFirst))
        let between = rows - first
        return Sums(
            withinFirst: first / (n * (n - 1)), withinSecond: (total - first - 2 * between) / (m * (m - 1)),
            between: between / (n * m))
    }

    @inline(__always)
    private func labelled(_ row: Int, _ labels: UnsafeRawBufferPointer) -> Bool {
        labels.load(fromByteOffset: 8 * row, as: Double.self) == 1
    }

    /// The sum of a row's kernel values over the labelled columns.
    @inline(__always)
    private static func product(
        of labels: UnsafeRawBufferPointer, _ kernel: UnsafeRawBufferPointer, from start: Int, count: Int
    ) -> Double {
        var sums = SIMD4<Double>.zero
        var column = 0
        while column + 4 <= count {
            let mask = labels.loadUnaligned(fromByteOffset: 8 * column, as: SIMD4<Double>.self)
            sums += mask * kernel.loadUnaligned(fromByteOffset: 8 * (start + column), as: SIMD4<Double>.self)
            column += 4
        }
        var sum = sums.sum()
        while column < count {
            let mask = labels.load(fromByteOffset: 8 * column, as: Double.self)
            sum += mask * kernel.load(fromByteOffset: 8 * (start + column), as: Double.self)
            column += 1
        }
        return sum
    }

    /// ‖a−b‖² of all pairs of rows i > j of both samples, pooled.
    static func squaredDistances(_ x: Points, _ y: Points) -> [Double] {
        let (count, dimension) = (x.count + y.count, x.dimension)
        let values = x.values + y.values
        var squares: [Double] = []
        squares.reserveCapacity(count * (count - 1) / 2)
        values.withUnsafeBufferPointer { values in
            for i in 1..<max(1, count) {
                for j in 0..<i {
                    let (a, b) = (i * dimension, j * dimension)
                    var square = 0.0
                    for k in 0..<dimension {
                        let difference = values[a + k] - values[b + k]
                        square += difference * difference
                    }
                    squares.append(square)
                }
            }
        }
        return squares
    }

    /// The median distance; where it is 0 the root mean square; nil when that is 0 too.
    static func scale(_ squares: [Double]) -> Double? {
        guard let middle = Sample.median(squares.map { $0.squareRoot() }) else { return nil }
        if middle > 0 { return middle }
        let mean = squares.reduce(0, +) / Double(squares.count)
        return mean > 0 ? mean.squareRoot() : nil
    }
}
