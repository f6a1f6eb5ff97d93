/// The drift of a model's predictions within each group: PSI(ŷ | group). A model may drift for one group and look still overall.
package struct GroupDrift: Sendable, Equatable {
    /// The drift of one group.
    package struct Entry: Sendable, Equatable {
        package let group: ExactText
        /// `insufficient` below the minimum on either side, also for a group that one side lacks.
        package let state: ValueState
        /// 0 unless `state` is ok.
        package let psi: Double
        /// Of PSI without drift: (B−1)(1/n+1/m) on average.
        package let noise: Noise
        package let countReference: Int
        package let countCurrent: Int
        package let severity: Severity?
        /// At or above the warning threshold, and beyond the noise.
        package let isDrifted: Bool
    }

    /// The most drifted first, ties by name.
    package let groups: [Entry]

    /// From counts of the predictions' bins: the same bins in every group of both sides. Groups whose counts differ in length are insufficient.
    package init(
        reference: [ExactText: [Int]], current: [ExactText: [Int]], minimumCount: Int = 100,
        thresholds: Thresholds = .standard(for: .psi)
    ) {
        groups = Set(reference.keys).union(current.keys)
            .map { name in
                Self.entry(name, reference[name] ?? [], current[name] ?? [], minimumCount: minimumCount, thresholds: thresholds)
            }
            .sorted { ($1.psi, $0.group) < ($0.psi, $1.group) }
    }

    /// The most drifted group that could be judged.
    package var worst: Entry? { groups.first { $0.state == .ok } }
    package var drifted: [Entry] { groups.filter(\.isDrifted) }

    private static func entry(
        _ name: ExactText, _ reference: [Int], _ current: [Int], minimumCount: Int, thresholds: Thresholds
    ) -> Entry {
        let (n, m) = (reference.reduce(0, +), current.reduce(0, +))
        guard n >= max(1, minimumCount), m >= max(1, minimumCount), reference.count == current.count else {
            return Entry(
                group: name, state: .insufficient, psi: 0, noise: .none, countReference: n, countCurrent: m, severity: nil,
                isDrifted: false)
        }
        let psi = Divergence.psi(Divergence.smoothedShares(reference), Divergence.smoothedShares(current))
        let noise = Noise(chiSquared: Double(reference.count - 1), scale: Noise.perRow(n, m))
        return Entry(
            group: name, state: .ok, psi: psi, noise: noise, countReference: n, countCurrent: m,
            severity: thresholds.severity(of: psi), isDrifted: psi >= thresholds.warning && psi > noise.limit)
    }
}
