/// Error budgets: how fast a service uses up the failures that its objective allows.
package struct BurnRate: Sendable, Equatable {
    /// The share of good events promised, 0 < objective < 1.
    package let objective: Double

    /// nil unless 0 < objective < 1.
    package init?(objective: Double) {
        guard objective > 0, objective < 1 else { return nil }
        self.objective = objective
    }

    /// The share of events that may fail.
    package var budget: Double { 1 - objective }

    /// The failure share in units of the budget: 1 spends it exactly over the period. nil without events.
    package func value(bad: Int, total: Int) -> Double? { total > 0 ? Double(bad) / Double(total) / budget : nil }

    /// The share of the period's budget that is left; negative when overspent. nil without events.
    package func remaining(bad: Int, total: Int) -> Double? { value(bad: bad, total: total).map { 1 - $0 } }

    /// The time until the budget is spent if events go on failing at a rate, in the unit of `period`: remaining/rate × period. 0
    /// when it is spent already, nil at a rate of 0 (never).
    package static func timeToExhaustion(remaining: Double, rate: Double, period: Double) -> Double? {
        if remaining <= 0 { return 0 }
        return rate > 0 ? remaining / rate * period : nil
    }

    /// The rate at which a window spends a share of the period's budget: share × period/window.
    package static func factor(budgetShare: Double, period: Double, window: Double) -> Double { budgetShare * period / window }

    /// A pair of windows that must both burn at a rate or above before an alert fires.
    package struct Rule: Sendable, Equatable {
        package let isPage: Bool
        package let factor: Double
        package let longMinutes: Int
        package let shortMinutes: Int

        /// For a period of 30 days: 2, 5, 10 and 10 % of the budget.
        package static let standard = [
            Rule(isPage: true, factor: 14.4, longMinutes: 60, shortMinutes: 5),
            Rule(isPage: true, factor: 6, longMinutes: 360, shortMinutes: 30),
            Rule(isPage: false, factor: 3, longMinutes: 1_440, shortMinutes: 120),
            Rule(isPage: false, factor: 1, longMinutes: 4_320, shortMinutes: 360),
        ]

        /// Whether both windows burn at the factor or above; a window without events does not.
        package func fires(long: Double?, short: Double?) -> Bool { (long ?? 0) >= factor && (short ?? 0) >= factor }
    }
}
