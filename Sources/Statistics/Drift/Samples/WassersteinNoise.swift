/// What the area between the distribution functions of two samples of one law comes to by chance.
///
/// Their difference at x is about normal with the variance F(1−F)(1/n+1/m), F being the pooled sample's: the mean area is
/// √(2/π)·∫√(F(1−F))dx·√(1/n+1/m) (del Barrio, Giné and Matrán 1999). The covariance of two absolute differences is taken as
/// (1−2/π) times the product of their standard deviations and their squared correlation, an upper bound which makes the variance
/// one pass. The integrals stand on ranks that lie close together at both ends, so that long tails are followed.
struct WassersteinNoise {
    private let first: [Double]
    private let second: [Double]

    /// Of samples in ascending order that are not empty.
    init(_ a: [Double], _ b: [Double]) {
        first = a
        second = b
    }

    /// In the values' unit. A few thousand steps, however many values.
    var noise: Noise {
        let all = Double(first.count + second.count)
        let perRow = Noise.perRow(first.count, second.count) * all / (all - 1)
        var (mean, before, twice) = (0.0, 0.0, 0.0)
        var last: (x: Double, share: Double)?
        for x in places {
            let (below, through) = (share(below: x), share(below: x.nextUp))
            if let last {
                let width = x - last.x
                let (start, end) = (Self.weights(last.share), Self.weights(below))
                mean += width * (start.deviation + end.deviation) / 2
                let (rising, falling) = (width * (start.rising + end.rising) / 2, width * (start.falling + end.falling) / 2)
                twice += falling * (2 * before + rising)
                before += rising
            }
            last = (x, through)
        }
        return Noise(mean: (2 / Double.pi * perRow).squareRoot() * mean, variance: (1 - 2 / Double.pi) * perRow * twice)
    }

    /// √(F(1−F)), and the two factors of what two places share.
    private static func weights(_ share: Double) -> (deviation: Double, rising: Double, falling: Double) {
        let rest = 1 - share
        guard share > 0, rest > 0 else { return (0, 0, 0) }
        let deviation = (share * rest).squareRoot()
        return (deviation, share * deviation / rest, rest * deviation / share)
    }

    private func share(below x: Double) -> Double {
        let below = SortedSearch.lowerBound(first.span, x) + SortedSearch.lowerBound(second.span, x)
        return Double(below) / Double(first.count + second.count)
    }

    /// Values of both samples, ascending.
    private var places: [Double] {
        var places: [Double] = []
        for values in [first, second] {
            var rank = 0
            while rank < values.count - rank {
                places.append(values[rank])
                places.append(values[values.count - 1 - rank])
                rank += 1 + rank / 32
            }
        }
        places.sort()
        return places.enumerated().filter { $0 == 0 || places[$0 - 1] != $1 }.map(\.1)
    }
}
