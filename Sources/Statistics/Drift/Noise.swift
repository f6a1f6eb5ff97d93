/// What a score without a test would be had nothing drifted: chance alone moves two samples of one law apart.
package struct Noise: Sendable, Equatable {
    /// No noise is known: a score that has a test, or an undefined one.
    package static let none = Noise(floor: 0, limit: 0)

    /// The score's average without any drift, in its own unit. Of a distance that is a root, the root of the average square.
    package let floor: Double
    /// What chance does not explain lies beyond it: three standard deviations above the average.
    package let limit: Double

    init(floor: Double, limit: Double) {
        self.floor = floor
        self.limit = limit
    }

    init(mean: Double, variance: Double) {
        self.init(floor: mean, limit: mean + 3 * max(0, variance).squareRoot())
    }

    /// `scale`·χ² with so many degrees of freedom.
    init(chiSquared degrees: Double, scale: Double) {
        self.init(mean: degrees * scale, variance: 2 * degrees * scale * scale)
    }

    /// Kolmogorov–Smirnov's D of n and m values: the mean √(π/2)·ln 2 and the variance π²/12 − π/2·(ln 2)² of the limit law.
    init(kolmogorov n: Int, _ m: Int) {
        let (unit, half, two) = (Self.perRow(n, m), Double.pi / 2, Math.log(2))
        self.init(
            mean: half.squareRoot() * two * unit.squareRoot(),
            variance: (Double.pi * Double.pi / 12 - half * two * two) * unit)
    }

    /// 1/n + 1/m.
    static func perRow(_ n: Int, _ m: Int) -> Double { 1 / Double(max(1, n)) + 1 / Double(max(1, m)) }

    /// Of the score's square root.
    var root: Noise { Noise(floor: floor.squareRoot(), limit: limit.squareRoot()) }

    func scaled(by factor: Double) -> Noise { Noise(floor: floor * factor, limit: limit * factor) }
}
