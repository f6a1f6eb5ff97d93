/// The picture of a reference (a grey body) with what came after it in front (a line), as on the dashboard.
struct DistributionPicture {
    private static let width = 320
    private static let height = 100

    let shape: DistributionShape
    /// Tells the picture's parts from those of others on the page.
    let id: String

    /// The small one for a row of a list; the large one draws the same paths.
    var small: String {
        let (reference, current) = (path(\.reference, inset: 0), path(\.current, inset: shape.isNumeric ? 0 : 3))
        return "<svg class=s viewBox=\"0 0 \(Self.width) \(Self.height)\" preserveAspectRatio=none aria-hidden=true>"
            + "<g id=p\(id)><path class=r d=\(reference) /><path class=c d=\(current) /></g></svg>"
    }

    /// - Parameter name: escaped: what is distributed.
    func large(_ name: String) -> String {
        let half = shape.top / 2
        var text = "<svg class=d role=img aria-labelledby=\"t\(id) e\(id)\"><title id=t\(id)>Distribution of \(name)</title>"
        text += "<desc id=e\(id)>\(escaped(description))</desc>"
        text += "<g class=axes aria-hidden=true><line x1=0 x2=100% y1=20 y2=20 /><line x1=0 x2=100% y1=80 y2=80 />"
        text += "<line x1=0 x2=100% y1=140 y2=140 /></g>"
        text += "<svg y=20 width=100% height=120 viewBox=\"0 0 \(Self.width) \(Self.height)\" preserveAspectRatio=none>"
        text += "<use href=#p\(id) /></svg><g class=axes aria-hidden=true><text x=0 y=15>\(percent(shape.top))</text>"
        text += "<text x=0 y=75>\(percent(half))</text>\(ticks)</g></svg>"
        return text
    }

    /// One sentence for those who do not see it: where each has its peak.
    private var description: String {
        func peak(_ which: KeyPath<DistributionShape.Bar, Double>) -> String {
            guard let bar = shape.bars.max(by: { $0[keyPath: which] < $1[keyPath: which] }) else { return NumberText.none }
            return "\(bar.label) (\(NumberText.percent(bar[keyPath: which])))"
        }
        let kind = shape.isNumeric ? "bars of equal width" : "categories"
        return
            "\(shape.bars.count) \(kind). Most of the reference: \(peak(\.reference)). Most of the current data: \(peak(\.current))."
    }

    private func percent(_ share: Double) -> String {
        NumberText.percent(share, digits: share < 0.03 ? 1 : 0)
    }

    /// Labels below the axis: five places of a number's range, or the categories where they find room.
    private var ticks: String {
        if let range = shape.range {
            return (0...4).map { index in
                let value = range.from + (range.to - range.from) * Double(index) / 4
                let anchor = index == 0 ? "" : index == 4 ? " text-anchor=end" : " text-anchor=middle"
                return "<text x=\(index * 25)% y=156\(anchor)>\(NumberText.number(value))</text>"
            }.joined()
        }
        guard shape.bars.count <= 12 else { return "" }
        let room = max(2, 48 / shape.bars.count)
        return shape.bars.enumerated().map { index, bar in
            let place = NumberText.fixed((Double(index) + 0.5) * 100 / Double(shape.bars.count), 1)
            let label = TextWidth.shortened(visible(bar.label), to: room, isUnicode: true)
            return "<text x=\(place)% y=156 text-anchor=middle>\(escaped(label))</text>"
        }.joined()
    }

    /// Steps over all bars for a number, a block for each category; whole coordinates keep it short.
    private func path(_ which: KeyPath<DistributionShape.Bar, Double>, inset: Int) -> String {
        let count = shape.bars.count
        var path = shape.isNumeric ? "M0,\(Self.height)" : ""
        var last = -1
        var pending = 0
        for (index, bar) in shape.bars.enumerated() {
            let share = (bar[keyPath: which] / shape.top).finite ?? 0
            let y = Self.height - Int((min(1, max(0, share)) * Double(Self.height)).rounded())
            let (from, to) = (Self.width * index / count, Self.width * (index + 1) / count)
            if shape.isNumeric {
                if y != last { path += (pending > 0 ? "H\(pending)" : "") + "V\(y)" }
                (last, pending) = (y, to)
            } else {
                let gap = max(1, (to - from) / 8)
                let extra = min(inset, max(0, (to - from) / 2 - gap - 1))
                path += "M\(from + gap + extra),\(Self.height)V\(y)H\(to - gap - extra)V\(Self.height)"
            }
        }
        return shape.isNumeric ? path + "H\(Self.width)V\(Self.height)" : path
    }
}
