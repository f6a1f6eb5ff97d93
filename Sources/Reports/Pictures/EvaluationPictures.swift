/// An interval with its value as a line with a dot, on a scale from 0 to 1 or as wide as it must be.
struct IntervalPicture {
    let value: Double?
    let interval: EvaluationReport.Interval?

    var text: String {
        guard let interval, let value else { return "" }
        let ends = [value, interval.low ?? value, interval.high ?? value].filter(\.isFinite)
        let (least, most) = (min(0, ends.min() ?? 0), max(1, ends.max() ?? 1))
        func x(_ value: Double) -> String {
            NumberText.fixed((((value - least) / (most - least)).finite ?? 0) * 112 + 4, 1)
        }
        let low = interval.low.map(x) ?? "0"
        let high = interval.high.map(x) ?? "120"
        return "<svg class=ci viewBox=\"0 0 120 14\" aria-hidden=true><line class=k x1=4 x2=116 y1=7 y2=7 />"
            + "<line x1=\(low) x2=\(high) y1=7 y2=7 /><line x1=\(low) x2=\(low) y1=3 y2=11 />"
            + "<line x1=\(high) x2=\(high) y1=3 y2=11 /><circle cx=\(x(value)) cy=7 r=3 /></svg>"
    }
}

/// What scores say against how often it is so: points on the diagonal are honest.
struct ReliabilityPicture {
    let bins: [EvaluationReport.ReliabilityBin]
    /// What the vertical axis is the share of.
    let share: String

    var text: String {
        let largest = Double(max(1, bins.map(\.n).max() ?? 1))
        var text = "<svg class=rel viewBox=\"0 0 400 400\" role=img aria-labelledby=\"trel drel\">"
        text += "<title id=trel>Reliability diagram</title><desc id=drel>\(escaped(description))</desc>"
        text += "<rect class=box x=44 y=10 width=340 height=340 /><line class=g x1=44 y1=350 x2=384 y2=10 />"
        for bin in bins {
            guard bin.n > 0, let confidence = bin.confidence, let accuracy = bin.accuracy else { continue }
            let (x, y) = (44 + 340 * bounded(confidence), 350 - 340 * bounded(accuracy))
            let diagonal = 350 - 340 * bounded(confidence)
            let radius = 3 + 9 * (Double(max(0, bin.n)) / largest).squareRoot()
            text += "<line class=w x1=\(one(x)) x2=\(one(x)) y1=\(one(diagonal)) y2=\(one(y)) />"
            text += "<circle class=o cx=\(one(x)) cy=\(one(y)) r=\(one(radius)) />"
        }
        text += "<g aria-hidden=true>"
        for tick in [0, 0.25, 0.5, 0.75, 1] {
            let label = NumberText.setting(tick)
            text += "<text x=\(one(44 + 340 * tick)) y=370 text-anchor=middle>\(label)</text>"
            text += "<text x=36 y=\(one(354 - 340 * tick)) text-anchor=end>\(label)</text>"
        }
        return text + "<text x=214 y=392 text-anchor=middle>mean score</text></g></svg>"
            + "<figcaption class=note>Share of \(share) over the mean score of each bin; larger circles have more rows. On the dashed line "
            + "a score of 0.7 is right in 7 of 10.</figcaption>"
    }

    private var description: String {
        let gaps = bins.compactMap { bin -> (bin: EvaluationReport.ReliabilityBin, gap: Double)? in
            guard let confidence = bin.confidence, let accuracy = bin.accuracy else { return nil }
            return (bin, accuracy - confidence)
        }
        guard let widest = gaps.max(by: { abs($0.gap) < abs($1.gap) }) else { return "no bin has rows" }
        let side = widest.gap < 0 ? "below" : "above"
        return "\(gaps.count) bins. Farthest from the diagonal: scores from \(NumberText.edge(widest.bin.lower)) to "
            + "\(NumberText.edge(widest.bin.upper)), \(NumberText.score(abs(widest.gap))) \(side) it."
    }

    private func bounded(_ value: Double) -> Double { min(1, max(0, value.finite ?? 0)) }
    private func one(_ value: Double) -> String { NumberText.fixed(value, 1) }
}
