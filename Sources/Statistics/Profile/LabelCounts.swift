/// Rows by text: predicted classes, error codes. Exact up to 256 texts; those beyond share one counter.
package struct LabelCounts: Sendable, Equatable {
    /// Most texts with a counter of their own.
    package static let capacity = 256

    package internal(set) var counts: [ExactText: Int] = [:]
    /// Rows of texts without a counter.
    package internal(set) var other: Int = 0

    package init() {}

    /// All rows.
    package var count: Int { BoundedCount.sum(BoundedCount.total(counts.values), other) }

    package mutating func update(_ label: ExactText, by amount: Int = 1) {
        guard amount != 0 else { return }
        if let known = counts[label] {
            let sum = BoundedCount.sum(known, amount)
            counts[label] = sum == 0 ? nil : sum
        } else if counts.count < Self.capacity {
            counts[label] = amount
        } else {
            other = BoundedCount.sum(other, amount)
        }
    }

    package mutating func merge(_ more: LabelCounts) { add(more, sign: 1) }

    package mutating func subtract(_ less: LabelCounts) { add(less, sign: -1) }

    private mutating func add(_ more: LabelCounts, sign: Int) {
        for label in more.counts.keys.sorted() { update(label, by: sign * (more.counts[label] ?? 0)) }
        other = BoundedCount.sum(other, sign * more.other)
    }

    func encode(into writer: inout ByteWriter) {
        writer.count(counts.count)
        for label in counts.keys.sorted() {
            writer.text(label)
            writer.signed(counts[label] ?? 0)
        }
        writer.signed(other)
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        let labels = try reader.items(ofAtLeast: 2)
        guard labels <= Self.capacity else { throw reader.corrupt("too many labels") }
        for _ in 0..<labels {
            let label = try reader.text()
            guard counts[label] == nil else { throw reader.corrupt("a label appears twice") }
            counts[label] = try reader.signed()
        }
        other = try reader.signed()
        guard BoundedCount.total(counts.values.map { Int($0.magnitude) }) <= BoundedCount.limit else {
            throw reader.corrupt("the labels' counts are too large together")
        }
    }
}
