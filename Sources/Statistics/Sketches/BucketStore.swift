/// Counts of consecutive buckets, with as much room as the buckets in use span.
struct BucketStore: Sendable, Equatable {
    /// Buckets of all positive doubles at 1 % lie within ±36,000.
    static let limit = 40_000

    private(set) var offset = 0
    private(set) var counts: [Int] = []

    var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }
    var total: Int { BoundedCount.total(counts) }

    static func == (a: BucketStore, b: BucketStore) -> Bool { a.pairs == b.pairs }

    private var pairs: [SIMD2<Int>] {
        counts.indices.filter { counts[$0] != 0 }.map { SIMD2(offset + $0, counts[$0]) }
    }

    @inline(__always)
    mutating func add(_ amount: Int, at bucket: Int) {
        let index = bucket - offset
        if index >= 0 && index < counts.count {
            counts[index] += amount
        } else {
            makeRoom(from: bucket, through: bucket)
            counts[bucket - offset] += amount
        }
    }

    mutating func add(_ other: BucketStore, sign: Int) {
        guard !other.counts.isEmpty else { return }
        makeRoom(from: other.offset, through: other.offset + other.counts.count - 1)
        let shift = other.offset - offset
        BoundedCount.add(other.counts, sign: sign, to: &counts, from: shift)
    }

    private mutating func makeRoom(from first: Int, through last: Int) {
        guard !counts.isEmpty else {
            offset = first
            counts = [Int](repeating: 0, count: last - first + 1)
            return
        }
        if first < offset {
            let room = offset - first
            counts.insert(contentsOf: repeatElement(0, count: room), at: 0)
            offset = first
        }
        let missing = last - offset - counts.count + 1
        if missing > 0 { counts.append(contentsOf: repeatElement(0, count: missing)) }
    }

    /// The bucket that holds the value of `rank`, counted from the lowest bucket.
    func bucket(ofRank rank: Int) -> Int? {
        var seen = 0
        for index in counts.indices {
            seen = BoundedCount.sum(seen, counts[index])
            if seen > rank { return offset + index }
        }
        return nil
    }

    func total(through bucket: Int) -> Int {
        guard bucket >= offset else { return 0 }
        return BoundedCount.total(counts.prefix(bucket - offset + 1))
    }

    func encode(into writer: inout ByteWriter) {
        let used = pairs
        writer.count(used.count)
        var previous = 0
        for pair in used {
            writer.signed(pair[0] - previous)
            writer.signed(pair[1])
            previous = pair[0]
        }
    }

    init() {}

    init(from reader: inout ByteReader) throws(StatisticsError) {
        let used = try reader.items(ofAtLeast: 2)
        var (bucket, total) = (0, 0)
        var found: [(Int, Int)] = []
        for position in 0..<used {
            let step = try reader.signed()
            guard position == 0 || step > 0, step.magnitude <= 2 * Self.limit else {
                throw reader.corrupt("buckets do not ascend")
            }
            bucket += step
            guard bucket.magnitude <= Self.limit else { throw reader.corrupt("a bucket lies outside the range of numbers") }
            let count = try reader.signed()
            guard count > 0 else { throw reader.corrupt("a bucket's count is out of range") }
            total += count
            guard total <= BoundedCount.limit else { throw reader.corrupt("the buckets' counts are too large together") }
            found.append((bucket, count))
        }
        guard let first = found.first, let last = found.last else { return }
        makeRoom(from: first.0, through: last.0)
        for (bucket, count) in found { counts[bucket - offset] = count }
    }
}
