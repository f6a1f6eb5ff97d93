/// How a permutation test gets its p-value: the share of random relabellings whose statistic is at least the one seen.
///
/// The p-value is (1+exceeding)/(1+rounds), which keeps its level exactly (Phipson and Smyth 2010). With `enough`, the drawing ends when that
/// many have exceeded, and p = enough/rounds so far (Besag and Clifford 1991): as valid, and quick where nothing has happened.
/// Statistics that differ by rounding alone (1e-12 of their size) count as equal. Deterministic for a seed.
package struct Permutations: Sendable, Equatable {
    /// The most relabellings; the smallest p-value is 1/(rounds+1).
    package var rounds: Int
    /// Exceeding relabellings after which to stop; nil never stops early.
    package var enough: Int?
    package var seed: UInt64
    /// The most values of each sample that are relabelled; of a larger sample a seeded random part stands for it. An effect that matters
    /// is far beyond any p-value at such counts.
    package var valuesMax: Int

    /// - Parameters: `rounds` at least 1, `enough` at least 1, `valuesMax` at least 2.
    package init(rounds: Int = 999, enough: Int? = 50, seed: UInt64 = 0, valuesMax: Int = 5_000) {
        self.rounds = max(1, rounds)
        self.enough = enough.map { max(1, $0) }
        self.seed = seed
        self.valuesMax = max(2, valuesMax)
    }

    /// The p-value of `observed`; `draw` gives the statistic of a random relabelling.
    package func pValue(observed: Double, _ draw: (inout SeededGenerator) -> Double) -> Double {
        var random = SeededGenerator(seed: seed)
        let limit = observed - 1e-12 * observed.magnitude
        var exceeding = 0
        for round in 1...rounds where draw(&random) >= limit {
            exceeding += 1
            if exceeding == enough { return Double(exceeding) / Double(round) }
        }
        return Double(exceeding + 1) / Double(rounds + 1)
    }

    /// At most `valuesMax` items, chosen at random where there are more; in their order otherwise.
    func part<Item>(of items: [Item], stream: UInt64) -> [Item] {
        guard items.count > valuesMax else { return items }
        var random = SeededGenerator(seed: seed &+ stream &* 0x9E37_79B9_7F4A_7C15)
        var left = valuesMax
        var chosen: [Item] = []
        chosen.reserveCapacity(left)
        for index in items.indices where left > 0 && random.below(items.count - index) < left {
            chosen.append(items[index])
            left -= 1
        }
        return chosen
    }
}
