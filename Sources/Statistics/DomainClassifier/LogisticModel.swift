/// Logistic regression with a squared penalty on the weights, the intercept left free (scikit-learn's `LogisticRegression`, C = 1), fitted by
/// L-BFGS (Nocedal 1980) with backtracking. Deterministic.
struct LogisticModel: Sendable {
    private static let memory = 8

    /// One a column, the intercept last.
    private(set) var weights: [Double]

    /// - Parameters:
    ///   - labels: 0 or 1 of all the matrix' rows.
    ///   - rows: to learn from.
    init(_ design: some DesignMatrix, rows: [Int32], labels: [Float], penalty: Double = 1, iterations: Int = 100) {
        weights = [Double](repeating: 0, count: design.columnCount + 1)
        var (loss, gradient) = Self.loss(weights, design, rows, labels, penalty)
        var steps: [(step: [Double], change: [Double], scale: Double)] = []
        for _ in 0..<iterations {
            let direction = Self.direction(gradient, steps)
            let slope = Self.dot(direction, gradient)
            guard slope < 0 else { break }
            var length = steps.isEmpty ? min(1, 1 / Self.dot(gradient, gradient).squareRoot()) : 1
            var next = (weights: weights, loss: loss, gradient: gradient)
            repeat {
                next.weights = zip(weights, direction).map { $0 + length * $1 }
                (next.loss, next.gradient) = Self.loss(next.weights, design, rows, labels, penalty)
                length /= 2
            } while next.loss > loss + 2e-4 * length * slope && length > 1e-10
            guard next.loss < loss else { break }
            let step = zip(next.weights, weights).map { $0 - $1 }
            let change = zip(next.gradient, gradient).map { $0 - $1 }
            let curvature = Self.dot(step, change)
            if curvature > 0 {
                steps.append((step, change, 1 / curvature))
                if steps.count > Self.memory { steps.removeFirst() }
            }
            let isDone = loss - next.loss < 1e-9 * max(1, loss)
            (weights, loss, gradient) = next
            if isDone { break }
        }
    }

    /// Log-odds of some rows.
    func scores(_ design: some DesignMatrix, rows: [Int32]) -> [Float] {
        weights.withUnsafeBufferPointer { weights in
            guard let base = weights.baseAddress else { return [] }
            return rows.map { Float(design.product(Int($0), base) + weights[design.columnCount]) }
        }
    }

    /// Mean log loss with the penalty, and its gradient.
    private static func loss(
        _ weights: [Double], _ design: some DesignMatrix, _ rows: [Int32], _ labels: [Float], _ penalty: Double
    ) -> (Double, [Double]) {
        let (columns, n) = (design.columnCount, Double(rows.count))
        var gradient = [Double](repeating: 0, count: columns + 1)
        var sum = 0.0
        weights.withUnsafeBufferPointer { weights in
            gradient.withUnsafeMutableBufferPointer { gradient in
                guard let w = weights.baseAddress, let g = gradient.baseAddress else { return }
                for row in rows {
                    let (score, label) = (design.product(Int(row), w) + w[columns], Double(labels[Int(row)]))
                    // ln(1+eˢ) − y·s, without overflow.
                    sum += max(score, 0) - label * score + Math.log1p(Math.exp(-score.magnitude))
                    let residual = 1 / (1 + Math.exp(-score)) - label
                    design.add(Int(row), times: residual / n, to: g)
                    g[columns] += residual / n
                }
                for column in 0..<columns { g[column] += penalty / n * w[column] }
            }
        }
        let square = weights.dropLast().reduce(0) { $0 + $1 * $1 }
        return (sum / n + penalty / n * square / 2, gradient)
    }

    /// The two-loop recursion.
    private static func direction(
        _ gradient: [Double], _ steps: [(step: [Double], change: [Double], scale: Double)]
    ) -> [Double] {
        var direction = gradient.map { -$0 }
        var factors: [Double] = []
        for item in steps.reversed() {
            let factor = item.scale * dot(item.step, direction)
            factors.append(factor)
            add(item.change, times: -factor, to: &direction)
        }
        if let last = steps.last {
            let size = 1 / (last.scale * dot(last.change, last.change))
            for index in direction.indices { direction[index] *= size }
        }
        for (item, factor) in zip(steps, factors.reversed()) {
            add(item.step, times: factor - item.scale * dot(item.change, direction), to: &direction)
        }
        return direction
    }

    private static func dot(_ a: [Double], _ b: [Double]) -> Double {
        var sum = 0.0
        for index in a.indices { sum += a[index] * b[index] }
        return sum
    }

    private static func add(_ a: [Double], times factor: Double, to b: inout [Double]) {
        for index in b.indices { b[index] += factor * a[index] }
    }
}
