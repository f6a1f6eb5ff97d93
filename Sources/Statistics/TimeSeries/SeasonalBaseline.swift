/// What is usual at each place of a period, such as the 168 hours of a week: a median and a robust spread a slot.
package struct SeasonalBaseline: Sendable, Equatable {
    /// One slot of the period.
    package struct Slot: Sendable, Equatable {
        package let count: Int
        package let median: Double
        /// 1.4826·MAD.
        package let spread: Double
    }

    /// Slots of the period; nil where there were fewer values than `minimumCount`.
    package let slots: [Slot?]

    /// - Parameters:
    ///   - values: one each step of time; NaN and infinities are left out.
    ///   - start: the slot of the first value: hours since the week began, for hourly values.
    ///   - period: slots in a period.
    ///   - minimumCount: fewer values in a slot are no baseline.
    /// nil for a period below 1 or a start outside it.
    package init?(_ values: [Double], start: Int = 0, period: Int = 168, minimumCount: Int = 3) {
        guard period > 0, 0..<period ~= start else { return nil }
        var found = [[Double]](repeating: [], count: period)
        for (step, value) in values.enumerated() where value.isFinite { found[(start + step) % period].append(value) }
        slots = found.map { values in
            guard values.count >= max(1, minimumCount), let median = Sample.median(values),
                let deviation = Sample.medianAbsoluteDeviation(values)
            else { return nil }
            return Slot(count: values.count, median: median, spread: 1.482_602_218_505_602 * deviation)
        }
    }

    /// (x − median)/spread of the slot; nil where there is no baseline, or values that never vary.
    package func value(_ x: Double, slot: Int) -> Double? {
        guard slots.indices.contains(slot), let usual = slots[slot], usual.spread > 0, x.isFinite else { return nil }
        return (x - usual.median) / usual.spread
    }
}
