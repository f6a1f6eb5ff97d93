/// The most frequent texts of a stream, each with bounds on its count.
///
/// Misra and Gries' summary (1982), mergeable as Agarwal et al. (2012) show: a text's true count lies in
/// [lower, lower + errorBound], and errorBound ≤ n/(capacity+1). Texts compare by byte.
package struct FrequentItems: Sendable, Equatable {
    package let capacity: Int
    /// All rows.
    package private(set) var count: Int = 0
    /// How far a count may lie above its lower bound.
    package private(set) var errorBound: Int = 0
    private var counts: [ExactText: Int] = [:]

    /// - Parameter capacity: texts kept, 1 to 65,536.
    package init(capacity: Int = 256) { self.capacity = min(max(1, capacity), 65_536) }

    package mutating func update(_ text: ExactText, by amount: Int = 1) {
        guard amount > 0 else { return }
        count += amount
        counts[text, default: 0] += amount
        // Room for as many again makes the costly reduction rare.
        if counts.count > 2 * capacity { reduce() }
    }

    package mutating func merge(_ other: FrequentItems) throws(StatisticsError) {
        guard capacity == other.capacity else {
            throw StatisticsError(.incompatible, "frequent items of capacity \(capacity) and \(other.capacity) do not merge")
        }
        guard count <= BoundedCount.limit - other.count else { throw StatisticsError.tooMany("a table of frequent items") }
        count += other.count
        errorBound += other.errorBound
        for (text, amount) in other.counts { counts[text, default: 0] += amount }
        if counts.count > 2 * capacity { reduce() }
    }

    /// The texts kept with lower bounds of their counts, the most frequent first, ties by bytes.
    package func items(limit: Int = .max) -> [(text: ExactText, lower: Int)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(min(limit, capacity)).map { ($0.key, $0.value) }
    }

    /// Bounds on the count of a text.
    package func bounds(of text: ExactText) -> ClosedRange<Int> {
        let lower = counts[text] ?? 0
        return lower...lower + errorBound
    }

    /// Takes the (capacity+1)-th largest count from all, so that at most `capacity` remain.
    private mutating func reduce() {
        let cut = counts.values.sorted(by: >)[capacity]
        errorBound += cut
        counts = counts.compactMapValues { $0 > cut ? $0 - cut : nil }
    }
}

extension FrequentItems {
    static let formatVersion: UInt8 = 1

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.formatVersion)
        writer.count(capacity)
        writer.count(count)
        writer.count(errorBound)
        writer.count(counts.count)
        for (text, amount) in counts.sorted(by: { $0.key < $1.key }) {
            writer.text(text)
            writer.count(amount)
        }
        return writer.bytes
    }

    /// Reads what `encode` wrote; anything else throws `corrupt` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StatisticsError) {
        var reader = ByteReader(bytes, of: "frequent items")
        try reader.version(Self.formatVersion)
        capacity = try reader.count(upTo: 65_536)
        guard capacity > 0 else { throw reader.corrupt("its capacity is 0") }
        count = try reader.count(upTo: 1 << 53)
        errorBound = try reader.count(upTo: 1 << 53)
        let size = try reader.items(ofAtLeast: 2)
        guard size <= 2 * capacity else { throw reader.corrupt("it holds more than twice its capacity") }
        var rest = count
        for _ in 0..<size {
            let text = try reader.text()
            let amount = try reader.count(upTo: rest)
            counts[text] = amount
            rest -= amount
        }
        guard counts.count == size else { throw reader.corrupt("a text appears twice") }
        guard errorBound <= rest / (capacity + 1) else { throw reader.corrupt("its error is larger than its counts allow") }
        try reader.end()
    }
}
