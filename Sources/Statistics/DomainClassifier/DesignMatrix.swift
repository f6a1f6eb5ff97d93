/// Rows of numbers that a linear model is fitted on.
protocol DesignMatrix {
    var rowCount: Int { get }
    var columnCount: Int { get }
    /// Σ_j w_j x_ij of a row.
    func product(_ row: Int, _ weights: UnsafePointer<Double>) -> Double
    /// Adds `factor` times a row to a vector.
    func add(_ row: Int, times factor: Double, to vector: UnsafeMutablePointer<Double>)
}

/// All numbers of all rows, each column brought to mean 0 and standard deviation 1.
struct DenseDesign: DesignMatrix {
    let rowCount: Int
    let columnCount: Int
    private var values: [Double]

    init(_ points: Points) {
        rowCount = points.count
        columnCount = points.dimension
        values = points.values
        let n = Double(max(1, rowCount))
        for column in 0..<columnCount {
            var (sum, squares) = (0.0, 0.0)
            for row in 0..<rowCount { sum += values[row * columnCount + column] }
            let mean = sum / n
            for row in 0..<rowCount {
                let difference = values[row * columnCount + column] - mean
                squares += difference * difference
            }
            let scale = squares > 0 ? 1 / (squares / n).squareRoot() : 0
            for row in 0..<rowCount {
                values[row * columnCount + column] = (values[row * columnCount + column] - mean) * scale
            }
        }
    }

    func product(_ row: Int, _ weights: UnsafePointer<Double>) -> Double {
        values.withUnsafeBytes { bytes in
            let (start, whole) = (row * columnCount, columnCount & ~3)
            let weights = UnsafeRawPointer(weights)
            var sums = SIMD4<Double>.zero
            for column in stride(from: 0, to: whole, by: 4) {
                sums +=
                    bytes.loadUnaligned(fromByteOffset: 8 * (start + column), as: SIMD4<Double>.self)
                    * weights.loadUnaligned(fromByteOffset: 8 * column, as: SIMD4<Double>.self)
            }
            var sum = sums.sum()
            for column in whole..<columnCount {
                sum += values[start + column] * weights.loadUnaligned(fromByteOffset: 8 * column, as: Double.self)
            }
            return sum
        }
    }

    func add(_ row: Int, times factor: Double, to vector: UnsafeMutablePointer<Double>) {
        values.withUnsafeBufferPointer { values in
            let start = row * columnCount
            for column in 0..<columnCount { vector[column] += factor * values[start + column] }
        }
    }
}

/// The words of texts: each row has, in the columns that its words' hashes choose, the words' rarity, and length 1 (TF-IDF with binary
/// counts, as scikit-learn's with `binary=True`, over hashed words).
struct WordDesign: DesignMatrix {
    let columnCount = 1 << 14
    private var starts = [0]
    private var columns: [Int32] = []
    private var values: [Double] = []

    var rowCount: Int { starts.count - 1 }

    init(_ texts: [ExactText]) {
        var frequencies = [Int](repeating: 0, count: columnCount)
        for text in texts {
            let words = text.utf8.withUnsafeBytes { Set(WordReader($0).map { Int32($0 & 0x3FFF) }) }.sorted()
            for word in words { frequencies[Int(word)] += 1 }
            columns.append(contentsOf: words)
            starts.append(columns.count)
        }
        let n = Double(texts.count)
        values = columns.map { Math.log((1 + n) / (1 + Double(frequencies[Int($0)]))) + 1 }
        for row in 0..<rowCount {
            let range = starts[row]..<starts[row + 1]
            let norm = values[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
            for place in range { values[place] /= norm }
        }
    }

    func product(_ row: Int, _ weights: UnsafePointer<Double>) -> Double {
        var sum = 0.0
        for place in starts[row]..<starts[row + 1] { sum += values[place] * weights[Int(columns[place])] }
        return sum
    }

    func add(_ row: Int, times factor: Double, to vector: UnsafeMutablePointer<Double>) {
        for place in starts[row]..<starts[row + 1] { vector[Int(columns[place])] += factor * values[place] }
    }
}
