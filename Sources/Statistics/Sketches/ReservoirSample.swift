/// A uniform sample without replacement of a fixed size, from a stream of any length.
///
/// Every value draws a random tag; the `capacity` smallest tags stay. Samples of different seeds merge to a sample of the union; those
/// of one seed, which would keep the same rows of both, are refused.
/// NaN is left out. Deterministic for a seed and an order of calls.
package struct ReservoirSample: Sendable, Equatable {
    package let capacity: Int
    /// Values seen.
    package private(set) var count: Int = 0
    private var random: SeededGenerator
    /// A heap with the largest tag on top.
    private var tags: [UInt64] = []
    private var values: [Double] = []

    /// - Parameters:
    ///   - capacity: values kept, 1 to 2^20.
    ///   - seed: decides which values stay.
    package init(capacity: Int = 1_000, seed: UInt64 = 0) {
        self.capacity = min(max(1, capacity), 1 << 20)
        random = SeededGenerator(seed: seed)
    }

    package mutating func update(_ x: Double) {
        guard !x.isNaN else { return }
        count += 1
        keep(x, tag: random.next())
    }

    package mutating func update(contentsOf values: Span<Double>) {
        for index in values.indices { update(values[index]) }
    }

    /// Adds another sample. Throws `incompatible` for another capacity, and for tags in common: the samples were made with one seed.
    package mutating func merge(_ other: ReservoirSample) throws(StatisticsError) {
        guard capacity == other.capacity else {
            throw StatisticsError(.incompatible, "samples of capacity \(capacity) and \(other.capacity) do not merge")
        }
        guard count <= BoundedCount.limit - other.count else { throw StatisticsError.tooMany("a sample") }
        let known = Set(tags)
        guard !other.tags.contains(where: known.contains) else {
            throw StatisticsError(
                .incompatible, "two samples made with one seed keep the same rows of both; give each part a seed of its own")
        }
        count += other.count
        for (tag, value) in zip(other.tags, other.values) { keep(value, tag: tag) }
    }

    /// The sample, in the order of the tags: itself a random order.
    package var sample: [Double] { zip(tags, values).sorted { $0.0 < $1.0 }.map(\.1) }

    private mutating func keep(_ x: Double, tag: UInt64) {
        if tags.count < capacity {
            tags.append(tag)
            values.append(x)
            siftUp(tags.count - 1)
        } else if tag < tags[0] {
            tags[0] = tag
            values[0] = x
            siftDown()
        }
    }

    private mutating func siftUp(_ start: Int) {
        var child = start
        while child > 0, tags[(child - 1) / 2] < tags[child] {
            exchange(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var largest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < tags.count && tags[child] > tags[largest] {
                largest = child
            }
            if largest == parent { return }
            exchange(parent, largest)
            parent = largest
        }
    }

    private mutating func exchange(_ a: Int, _ b: Int) {
        tags.swapAt(a, b)
        values.swapAt(a, b)
    }
}

extension ReservoirSample {
    static let formatVersion: UInt8 = 1

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.formatVersion)
        writer.count(capacity)
        writer.count(count)
        random.encode(into: &writer)
        writer.count(tags.count)
        for (tag, value) in zip(tags, values) {
            writer.fixed(tag)
            writer.number(value)
        }
        return writer.bytes
    }

    /// Reads what `encode` wrote; anything else throws `corrupt` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StatisticsError) {
        var reader = ByteReader(bytes, of: "reservoir sample")
        try reader.version(Self.formatVersion)
        capacity = try reader.count(upTo: 1 << 20)
        guard capacity > 0 else { throw reader.corrupt("its capacity is 0") }
        count = try reader.count(upTo: 1 << 53)
        random = try SeededGenerator(from: &reader)
        let size = try reader.items(ofAtLeast: 9)
        guard size == min(count, capacity) else { throw reader.corrupt("its counts contradict each other") }
        for _ in 0..<size {
            let tag = try reader.fixed()
            let value = try reader.number()
            guard !value.isNaN else { throw reader.corrupt("a value is not a number") }
            keep(value, tag: tag)
        }
        try reader.end()
    }
}
