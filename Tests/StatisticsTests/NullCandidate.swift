import Statistics

/// A test whose null hypothesis holds, drawn again and again.
struct NullCandidate: Sendable, CustomStringConvertible {
    /// What is known of the p-values' law.
    enum Law: Sendable {
        /// Continuous and exact: uniform.
        case uniform
        /// Exact with steps: P(p ≤ t) = t for every t that occurs.
        case steps
        /// A limit law, ties, or a rule on the safe side: P(p ≤ α) is between this share of α and α.
        case limit(atLeast: Double)

        var isExact: Bool { if case .limit = self { false } else { true } }

        /// The bounds of P(p ≤ α) in units of α.
        var levels: (least: Double, most: Double) {
            switch self {
            case .uniform: (1, 1)
            case .steps: (0.2, 1)
            case .limit(let share): (share, 1)
            }
        }

        /// The largest distance of the distribution function of ascending p-values from uniform: at all places, or at those that occur.
        func distance(_ pValues: [Double]) -> Double {
            let n = Double(pValues.count)
            var (largest, before) = (0.0, 0.0)
            for (place, p) in pValues.enumerated() {
                // Equal steps that were summed in another order differ in the last digits.
                let isLast = place + 1 == pValues.count || pValues[place + 1] - p > 1e-9
                guard isLast else { continue }
                let through = Double(place + 1) / n
                largest = max(largest, (through - p).magnitude)
                if case .uniform = self { largest = max(largest, (p - before).magnitude) }
                before = through
            }
            return largest
        }
    }

    let name: String
    let law: Law
    let rounds: Int
    let pValue: @Sendable (inout SeededGenerator) -> Double?
    var description: String { name }

    init(_ name: String, _ law: Law, rounds: Int = 2_000, _ pValue: @escaping @Sendable (inout SeededGenerator) -> Double?) {
        self.name = name
        self.law = law
        self.rounds = rounds
        self.pValue = pValue
    }

    /// The p-values of seeded samples; fewer than `rounds` where one was undefined.
    func drawn() -> [Double] {
        var random = SeededGenerator(seed: StableSeed.of(name))
        return (0..<rounds).compactMap { _ in pValue(&random) }
    }

    static let registry = samples + permutations + means + tables + corrections + applications + drift
}
