/// KSWIN (Raab et al. 2020): do the newest values differ from a sample of the older ones, by Kolmogorov and Smirnov's test?
///
/// α 0.005, windows of 100 values of which the newest 30 are tested, and D above 0.1. Deterministic for a seed. NaN is left out.
package struct WindowDetector: Sendable {
    private let alpha: Double
    private let windowSize: Int
    private let recentSize: Int
    private var random: SeededGenerator
    private var window: [Double] = []
    /// The p-value of the last test; 1 before the first.
    package private(set) var pValue = 1.0

    package init(alpha: Double = 0.005, windowSize: Int = 100, recentSize: Int = 30, seed: UInt64 = 0) {
        self.alpha = alpha
        self.windowSize = max(4, windowSize)
        self.recentSize = min(max(2, recentSize), max(2, windowSize / 2))
        random = SeededGenerator(seed: seed)
    }

    /// Takes a value; true when a change is found, after which only the newest values are kept.
    package mutating func update(_ x: Double) -> Bool {
        guard !x.isNaN else { return false }
        if window.count == windowSize { window.removeFirst() }
        window.append(x)
        guard window.count == windowSize else { return false }
        let recent = Array(window.suffix(recentSize))
        var older = Array(window.dropLast(recentSize))
        random.shuffle(&older, first: recentSize)
        let test = KolmogorovSmirnov(sorted: Sample.sorted(Array(older.prefix(recentSize))), Sample.sorted(recent))
        pValue = test.pValue(.exact)
        guard pValue <= alpha, test.statistic > 0.1 else { return false }
        window = recent
        return true
    }
}
