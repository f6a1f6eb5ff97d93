/// A histogram with logarithmic buckets: every quantile is within 1 % of the true value, by any partition and order.
///
/// DDSketch (Masson, Rim, Lee: VLDB 2019) without collapsing: bucket i holds γ^(i−1) < x ≤ γ^i with γ = (1+α)/(1−α) and
/// answers with 2γ^i/(γ+1). Negative values have buckets of their own, zeros a counter. NaN is left out; infinities are counted
/// at the ends. Counts add and subtract exactly.
package struct LogHistogram: Sendable, Equatable {
    /// α: the bound of the relative error of every quantile.
    package static let relativeError = 0.01
    static let gamma = (1 + relativeError) / (1 - relativeError)
    static let inverseLogGamma = 1 / Math.log1p(2 * relativeError / (1 - relativeError))

    /// Number of values.
    package internal(set) var count: Int = 0
    /// Their sum, infinities left out.
    package var sum: Double { total.value }
    private var total = CompensatedSum()
    var zeros: Int = 0
    var positive = BucketStore()
    var negative = BucketStore()

    package init() {}

    package mutating func update(_ x: Double) {
        guard !x.isNaN else { return }
        count += 1
        if x.isFinite { total.add(x) }
        let magnitude = x.magnitude
        guard magnitude >= Double.leastNormalMagnitude else {
            zeros += 1
            return
        }
        let bucket = Self.bucket(of: min(magnitude, Double.greatestFiniteMagnitude))
        if x > 0 { positive.add(1, at: bucket) } else { negative.add(1, at: bucket) }
    }

    package mutating func update(contentsOf values: Span<Double>) {
        for index in values.indices { update(values[index]) }
    }

    package mutating func merge(_ other: LogHistogram) { add(other, sign: 1) }

    package mutating func subtract(_ other: LogHistogram) { add(other, sign: -1) }

    private mutating func add(_ other: LogHistogram, sign: Int) {
        count = BoundedCount.sum(count, sign * other.count)
        if count == 0 { total = CompensatedSum() } else { total.merge(other.total, sign: Double(sign)) }
        zeros = BoundedCount.sum(zeros, sign * other.zeros)
        positive.add(other.positive, sign: sign)
        negative.add(other.negative, sign: sign)
    }

    /// The mean, or nil without values.
    package var mean: Double? { count > 0 && sum.isFinite ? sum / Double(count) : nil }

    /// An estimate of the value of rank ⌊q(n−1)⌋ (from 0), within `relativeError` of it; nil without values.
    package func quantile(_ q: Double) -> Double? {
        guard count > 0, q >= 0, q <= 1 else { return nil }
        var rank = Int(q * Double(count - 1))
        if rank < negative.total {
            return negative.bucket(ofRank: negative.total - 1 - rank).map { -Self.value(ofBucket: $0) }
        }
        rank -= negative.total
        if rank < zeros { return 0 }
        return positive.bucket(ofRank: rank - zeros).map { Self.value(ofBucket: $0) }
    }

    /// The share of values at or below a positive `limit`, exact up to the width of its bucket (1 %); nil without values.
    package func share(atOrBelow limit: Double) -> Double? {
        guard count > 0, limit > 0 else { return nil }
        let below = positive.total(through: Self.bucket(of: limit))
        return Double(negative.total + zeros + below) / Double(count)
    }

    @inline(__always)
    static func bucket(of magnitude: Double) -> Int { Int((Math.log(magnitude) * inverseLogGamma).rounded(.up)) }

    static func value(ofBucket bucket: Int) -> Double {
        Math.exp(Double(bucket) / inverseLogGamma) * (2 / (gamma + 1))
    }
}

extension LogHistogram {
    func encode(into writer: inout ByteWriter) {
        writer.signed(count)
        guard count != 0 else { return }
        total.encode(into: &writer)
        writer.signed(zeros)
        positive.encode(into: &writer)
        negative.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        self.init()
        count = try reader.signed()
        guard count != 0 else { return }
        total = try CompensatedSum(from: &reader, isPlain: reader.format < 2)
        zeros = try reader.signed()
        positive = try BucketStore(from: &reader)
        negative = try BucketStore(from: &reader)
        guard count >= 0, zeros >= 0, zeros + positive.total + negative.total == count else {
            throw reader.corrupt("the counts of a histogram do not add up")
        }
    }
}
