/// Quantiles of any number of values in a few kilobytes, with a bound on the error of the rank.
///
/// KLL (Karnin, Lang, Liberty: FOCS 2016) with its sampler: compactors of geometrically falling capacity hold values of weight
/// 2^h, and a reservoir of one value stands in for the lowest levels. Merging in any partition and order keeps the bound.
/// NaN is left out; infinities are values. Deterministic for a seed and an order of calls.
package struct QuantileSketch: Sendable, Equatable {
    package static let defaultAccuracy = 200

    /// k: the rank error is about 2.3/k.
    package let accuracy: Int
    /// Number of values.
    package private(set) var count: Int = 0
    package private(set) var minimum: Double = .infinity
    package private(set) var maximum: Double = -.infinity
    /// levels[h] holds values of weight 2^(base+h); all but the lowest in ascending order.
    private var levels: [[Double]] = [[]]
    private var base = 0
    /// The value that stands for the last `sampledWeight` < 2^base values.
    private var sampled = 0.0
    private var sampledWeight = 0
    private var random: SeededGenerator
    /// Values held, and how many may be.
    private var held = 0
    private var room: Int

    /// - Parameters:
    ///   - accuracy: k, 8 to 8,192. 200 gives a rank error of 1.3 % with 99 % confidence for one quantile, in about 10 kB.
    ///   - seed: decides which of two neighbours stays.
    package init(accuracy: Int = defaultAccuracy, seed: UInt64 = 0) {
        self.accuracy = min(max(8, accuracy), 8_192)
        random = SeededGenerator(seed: seed)
        room = Self.capacity(depth: 0, accuracy: self.accuracy)
        levels[0].reserveCapacity(room)
    }

    /// With 99 % confidence a quantile's true rank is within this share of the one asked for.
    package var rankError: Double { count <= accuracy ? 0 : 2.296 / Math.pow(Double(accuracy), 0.9723) }

    package mutating func update(_ x: Double) {
        guard !x.isNaN else { return }
        count += 1
        minimum = min(minimum, x)
        maximum = max(maximum, x)
        guard base > 0 else { return append(x) }
        sampledWeight += 1
        if random.below(sampledWeight) == 0 { sampled = x }
        if sampledWeight == 1 << base {
            sampledWeight = 0
            append(sampled)
        }
    }

    /// Takes many values at once: several times faster than one by one, within the same bound, but not to the same bits.
    package mutating func update(contentsOf values: Span<Double>) {
        var place = 0
        while place < values.count {
            let (rest, blockSize) = (values.count - place, 1 << base)
            if base == 0, rest >= Self.chunkSize {
                updateChunk(values, from: place)
                place += Self.chunkSize
            } else if base > 0, sampledWeight == 0, rest >= blockSize {
                updateBlock(values, from: place)
                place += blockSize
            } else {
                update(values[place])
                place += 1
            }
        }
    }

    /// Adds the values that another sketch of the same accuracy has seen.
    package mutating func merge(_ other: QuantileSketch) throws(StatisticsError) {
        guard accuracy == other.accuracy else {
            throw StatisticsError(.incompatible, "quantile sketches of accuracy \(accuracy) and \(other.accuracy) do not merge")
        }
        guard other.count > 0 else { return }
        guard count <= BoundedCount.limit - other.count else { throw StatisticsError.tooMany("a quantile sketch") }
        count += other.count
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        var other = other
        while other.base < base { other.raiseBase() }
        while base < other.base { raiseBase() }
        while levels.count < other.levels.count { addLevel() }
        for (level, values) in other.levels.enumerated() {
            levels[level] = level == 0 ? levels[0] + values : Self.merged(levels[level], values)
            held += values.count
        }
        if other.sampledWeight > 0 { sample(other.sampled, weight: other.sampledWeight) }
        while held >= room { compress() }
    }

    /// A value whose rank is within `rankError` of q; nil without values or for q outside [0, 1].
    package func quantile(_ q: Double) -> Double? { quantiles([q])[0] }

    /// Several quantiles at the price of one sort.
    package func quantiles(_ qs: [Double]) -> [Double?] {
        let sorted = weighted
        var running: [Int] = []
        var total = 0
        for item in sorted {
            total += item.weight
            running.append(total)
        }
        return qs.map { q in
            guard count > 0, q >= 0, q <= 1 else { return nil }
            if q == 0 { return minimum }
            if q == 1 { return maximum }
            let target = q * Double(total)
            var (low, high) = (0, running.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if Double(running[middle]) < target { low = middle + 1 } else { high = middle }
            }
            return sorted[low].value
        }
    }

    /// The share of values at or below x, within `rankError`; nil without values.
    package func rank(_ x: Double) -> Double? {
        let items = weighted
        let total = items.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        return Double(items.reduce(0) { $1.value <= x ? $0 + $1.weight : $0 }) / Double(total)
    }

    /// The values held, ascending, each with the number of values that it stands for.
    package var weighted: [(value: Double, weight: Int)] {
        var items: [(value: Double, weight: Int)] = []
        for (level, values) in levels.enumerated() {
            for value in values { items.append((value, 1 << (base + level))) }
        }
        if sampledWeight > 0 { items.append((sampled, sampledWeight)) }
        items.sort { $0.value < $1.value }
        return items
    }

    // MARK: - Many values at once

    private static let chunkSize = 2_048

    /// Sorts a chunk and keeps every 2^h-th value from a random start: one compaction in place of h.
    private mutating func updateChunk(_ values: Span<Double>, from start: Int) {
        var chunk: [Double] = []
        chunk.reserveCapacity(Self.chunkSize)
        for index in start..<start + Self.chunkSize where !values[index].isNaN { chunk.append(values[index]) }
        DoubleSort.sort(&chunk)
        guard let least = chunk.first, let greatest = chunk.last else { return }
        minimum = min(minimum, least)
        maximum = max(maximum, greatest)
        count += chunk.count
        var height = 0
        while chunk.count >> height > accuracy + accuracy / 2 { height += 1 }
        let (step, whole) = (1 << height, chunk.count >> height)
        for value in chunk[(whole * step)...] { append(value) }
        var kept: [Double] = []
        kept.reserveCapacity(whole)
        var index = random.below(step)
        for _ in 0..<whole {
            kept.append(chunk[index])
            index += step
        }
        // A compaction on the way may have given the lowest levels to the sampler.
        while base + levels.count <= height { addLevel() }
        guard height >= base else {
            for value in kept { sample(value, weight: step) }
            return
        }
        let level = height - base
        levels[level] = level == 0 ? levels[0] + kept : Self.merged(levels[level], kept)
        held += kept.count
        while held >= room { compress() }
    }

    /// Lets one of 2^base values stand for all of them.
    private mutating func updateBlock(_ values: Span<Double>, from start: Int) {
        let chosen = values[start + random.below(1 << base)]
        var (least, greatest, isWhole) = (minimum, maximum, true)
        for index in start..<start + 1 << base {
            let x = values[index]
            least = x < least ? x : least
            greatest = x > greatest ? x : greatest
            isWhole = isWhole && !x.isNaN
        }
        guard isWhole else {
            for index in start..<start + 1 << base { update(values[index]) }
            return
        }
        (minimum, maximum) = (least, greatest)
        count += 1 << base
        append(chosen)
    }

    // MARK: - Compaction

    private static func capacity(depth: Int, accuracy: Int) -> Int {
        var capacity = Double(2 * accuracy)
        for _ in 0..<depth { capacity *= 2.0 / 3 }
        return max(16, Int(capacity.rounded(.up)))
    }

    private var roomForLevels: Int {
        levels.indices.reduce(0) { $0 + Self.capacity(depth: levels.count - 1 - $1, accuracy: accuracy) }
    }

    @inline(__always)
    private mutating func append(_ x: Double) {
        levels[0].append(x)
        held += 1
        if held >= room { compress() }
    }

    private mutating func addLevel() {
        levels.append([])
        room = roomForLevels
    }

    /// Halves the lowest level that is over its capacity.
    private mutating func compress() {
        for level in levels.indices
        where levels[level].count >= Self.capacity(depth: levels.count - 1 - level, accuracy: accuracy) {
            if level + 1 == levels.count { addLevel() }
            compact(level)
            if Self.capacity(depth: levels.count - 1, accuracy: accuracy) <= 16 { raiseBase() }
            return
        }
    }

    /// Moves every second value of a level up, from a random start; an odd one stays.
    private mutating func compact(_ level: Int) {
        var values = levels[level]
        levels[level] = []
        if level == 0 { DoubleSort.sort(&values) }
        let odd = values.count % 2 == 1 ? values.removeLast() : nil
        var promoted: [Double] = []
        promoted.reserveCapacity(values.count / 2)
        var index = Int(random.next() >> 63)
        while index < values.count {
            promoted.append(values[index])
            index += 2
        }
        held -= values.count - promoted.count
        levels[level + 1] = Self.merged(levels[level + 1], promoted)
        values.removeAll(keepingCapacity: true)
        if let odd { values.append(odd) }
        levels[level] = values
    }

    /// Gives the lowest level to the sampler.
    private mutating func raiseBase() {
        if levels.count == 1 { addLevel() }
        compact(0)
        let rest = levels.removeFirst()
        held -= rest.count
        let weight = 1 << base
        base += 1
        room = roomForLevels
        for value in rest { sample(value, weight: weight) }
        if sampledWeight == 1 << base {
            sampledWeight = 0
            append(sampled)
        }
    }

    /// Lets a value of a weight compete for the sampler's place; of two that are too heavy together one goes up a level.
    private mutating func sample(_ x: Double, weight: Int) {
        let full = 1 << base
        let sum = sampledWeight + weight
        if sum <= full {
            if random.below(sum) < weight { sampled = x }
            sampledWeight = sum
            guard sum == full else { return }
            sampledWeight = 0
            return append(sampled)
        }
        let (heavy, heavyWeight) = weight > sampledWeight ? (x, weight) : (sampled, sampledWeight)
        if weight <= sampledWeight {
            sampled = x
            sampledWeight = weight
        }
        if random.below(full) < heavyWeight { append(heavy) }
    }

    private static func merged(_ a: [Double], _ b: [Double]) -> [Double] {
        if a.isEmpty { return b }
        var result: [Double] = []
        result.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count && j < b.count {
            if b[j] < a[i] {
                result.append(b[j])
                j += 1
            } else {
                result.append(a[i])
                i += 1
            }
        }
        result.append(contentsOf: a[i...])
        result.append(contentsOf: b[j...])
        return result
    }
}

extension QuantileSketch {
    static let formatVersion: UInt8 = 1

    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.formatVersion)
        writer.count(accuracy)
        writer.count(count)
        writer.number(minimum)
        writer.number(maximum)
        random.encode(into: &writer)
        writer.count(base)
        writer.count(sampledWeight)
        writer.number(sampled)
        writer.count(levels.count)
        for level in levels {
            writer.count(level.count)
            for value in level { writer.number(value) }
        }
        return writer.bytes
    }

    /// Reads what `encode` wrote; anything else throws `corrupt` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StatisticsError) {
        var reader = ByteReader(bytes, of: "quantile sketch")
        try reader.version(Self.formatVersion)
        accuracy = try reader.count(upTo: 8_192)
        guard accuracy >= 8 else { throw reader.corrupt("its accuracy is below 8") }
        count = try reader.count(upTo: 1 << 53)
        minimum = try reader.number()
        maximum = try reader.number()
        random = try SeededGenerator(from: &reader)
        base = try reader.count(upTo: 48)
        sampledWeight = try reader.count(upTo: (1 << base) - 1)
        sampled = try reader.number()
        room = 0
        let height = try reader.count(upTo: 53 - base)
        guard height > 0 else { throw reader.corrupt("it has no levels") }
        levels = []
        var total = sampledWeight
        for level in 0..<height {
            var values: [Double] = []
            for _ in 0..<(try reader.items(ofAtLeast: 1)) { values.append(try reader.number()) }
            if level > 0 { values.sort() }
            held += values.count
            let weight = base + level
            guard values.count <= (1 << 54) >> weight else { throw reader.corrupt("its values stand for too many") }
            total += values.count << weight
            guard total <= 1 << 54, !values.contains(where: \.isNaN) else { throw reader.corrupt("its values are out of range") }
            levels.append(values)
        }
        try reader.end()
        // Two that are too heavy together for the sampler keep their weight on average only, so the total is not the count to the last.
        guard (count == 0) == (total == 0), total / 8 <= count, count / 8 <= total, !minimum.isNaN, !maximum.isNaN, !sampled.isNaN
        else {
            throw reader.corrupt("its counts contradict each other")
        }
        room = roomForLevels
        while held >= room { compress() }
    }
}
