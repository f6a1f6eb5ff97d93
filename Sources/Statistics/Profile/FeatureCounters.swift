/// The exact counters of one feature over a set of events.
///
/// They hold only what was present: missing values are the profile's events without a value (`Profile.missing`), so a column
/// that a batch leaves out needs no call. All of it adds and subtracts; the integers exactly, the moments to 1e-12.
package struct FeatureCounters: Sendable, Equatable {
    package internal(set) var kind: FeatureKind
    /// Values present, infinities included.
    package internal(set) var count: Int
    package internal(set) var positiveInfinities: Int
    package internal(set) var negativeInfinities: Int
    /// Values of another type than the feature's.
    package internal(set) var typeErrors: Int
    /// Of the finite values; empty for categories.
    package internal(set) var moments: PowerSums
    /// Finite values (or categories) in each of the reference's bins; empty without a reference.
    package internal(set) var bins: [Int]

    package init(kind: FeatureKind, bins: Int = 0) {
        self.kind = kind
        count = 0
        positiveInfinities = 0
        negativeInfinities = 0
        typeErrors = 0
        moments = PowerSums()
        self.bins = [Int](repeating: 0, count: bins)
    }

    /// Two kinds under one name (possible only without a reference): the kind of lower number stays, the other's values are type errors.
    mutating func merge(_ other: FeatureCounters, sign: Int) {
        if other.kind != kind {
            if other.kind.rawValue < kind.rawValue {
                let loser = self
                self = FeatureCounters(kind: other.kind, bins: other.bins.count)
                merge(other, sign: sign)
                typeErrors = BoundedCount.sum(typeErrors, loser.count + loser.typeErrors)
            } else {
                typeErrors = BoundedCount.sum(typeErrors, sign * (other.count + other.typeErrors))
            }
            return
        }
        count = BoundedCount.sum(count, sign * other.count)
        positiveInfinities = BoundedCount.sum(positiveInfinities, sign * other.positiveInfinities)
        negativeInfinities = BoundedCount.sum(negativeInfinities, sign * other.negativeInfinities)
        typeErrors = BoundedCount.sum(typeErrors, sign * other.typeErrors)
        if sign > 0 { moments.merge(other.moments) } else { moments.subtract(other.moments) }
        if bins.isEmpty { bins = [Int](repeating: 0, count: other.bins.count) }
        BoundedCount.add(other.bins, sign: sign, to: &bins)
    }

    /// Nothing was counted, or all of it was subtracted again.
    var isEmpty: Bool {
        count == 0 && positiveInfinities == 0 && negativeInfinities == 0 && typeErrors == 0 && bins.allSatisfy { $0 == 0 }
    }
}

extension FeatureCounters {
    func encode(into writer: inout ByteWriter) {
        let rare = positiveInfinities != 0 || negativeInfinities != 0 || typeErrors != 0
        writer.byte(kind.rawValue | (rare ? 0x80 : 0) | (bins.isEmpty ? 0 : 0x40))
        writer.signed(count)
        if rare {
            writer.signed(positiveInfinities)
            writer.signed(negativeInfinities)
            writer.signed(typeErrors)
        }
        if kind.isNumeric { moments.encode(into: &writer) }
        if !bins.isEmpty {
            writer.count(bins.count)
            writer.sparse(bins)
        }
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        let head = try reader.byte()
        guard let kind = FeatureKind(rawValue: head & 0x3F) else { throw reader.corrupt("an unknown kind of feature") }
        self.init(kind: kind)
        count = try reader.signed()
        if head & 0x80 != 0 {
            positiveInfinities = try reader.signed()
            negativeInfinities = try reader.signed()
            typeErrors = try reader.signed()
        }
        if kind.isNumeric { moments = try PowerSums(from: &reader) }
        if head & 0x40 != 0 {
            let length = try reader.count(upTo: CategoryBins.capacity + 2)
            bins = try reader.sparse(length: length)
        }
    }
}
