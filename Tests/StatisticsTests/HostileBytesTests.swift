import Statistics
import Testing

/// The encoding's integers and numbers, written by hand: bytes that no summary of ours would encode to.
private struct Bytes {
    var bytes: [UInt8] = []

    mutating func count(_ value: Int) {
        var rest = UInt64(value)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func signed(_ value: Int) { count(value < 0 ? -2 * value - 1 : 2 * value) }

    mutating func number(_ value: Double) {
        bytes.append(8)
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
        }
    }

    mutating func text(_ value: String) {
        count(value.utf8.count)
        bytes += Array(value.utf8)
    }

    /// A profile's head: its version, events, no reference, and how many features follow.
    init(profileVersion: UInt8, events: Int, features: Int) {
        bytes = [profileVersion]
        signed(events)
        bytes += [UInt8](repeating: 0, count: 8)
        count(features)
    }

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}

/// Bytes whose counts are each allowed and together beyond what an integer holds.
@Suite struct HostileBytesTests {
    static let most = 1 << 53

    private func isDamaged(_ body: () throws -> Void) -> Bool {
        do { try body() } catch { return (error as? StatisticsError)?.code == .corrupt }
        return false
    }

    @Test func bucketsThatOverflowTogetherAreDamaged() {
        for buckets in [2, 1_024, 60_000] {
            var bytes = Bytes(profileVersion: 1, events: 1, features: 0)
            bytes.signed(Self.most)
            bytes.bytes.append(0)
            bytes.signed(0)
            bytes.count(buckets)
            for bucket in 0..<buckets {
                bytes.signed(bucket == 0 ? -30_000 : 1)
                bytes.signed(Self.most)
            }
            bytes.count(0)
            bytes.bytes += [0, 0, 0, 0, 0, 0, 0, 0, 0]
            #expect(isDamaged { _ = try Profile(decoding: bytes.bytes) }, "\(buckets) buckets")
        }
    }

    @Test func binsAndLabelsThatOverflowTogetherAreDamaged() {
        var bins = Bytes(profileVersion: 2, events: 1, features: 1)
        bins.text("x")
        bins.bytes.append(2 | 0x40)
        bins.signed(Self.most)
        bins.count(1_002)
        bins.count(1_002)
        for _ in 0..<1_002 {
            bins.count(0)
            bins.signed(Self.most)
        }
        #expect(isDamaged { _ = try Profile(decoding: bins.bytes) })
        var labels = Bytes(profileVersion: 2, events: 1, features: 0)
        labels.bytes += [0, 0, 0, 0, 0, 0]
        labels.count(250)
        for label in 0..<250 {
            labels.text("label \(label)")
            labels.signed(Self.most)
        }
        labels.bytes += [0, 0, 0]
        #expect(isDamaged { _ = try Profile(decoding: labels.bytes) })
    }

    /// As many values as are allowed, in one bucket, one bin, one label: merged often enough to overflow, the counts stop growing.
    @Test func countsNearTheLimitMergeWithoutATrap() throws {
        var bytes = Bytes(profileVersion: 2, events: Self.most, features: 1)
        bytes.text("x")
        bytes.bytes.append(2 | 0x40 | 0x80)
        for _ in 0..<4 { bytes.signed(Self.most) }
        bytes.count(3)
        bytes.count(1)
        bytes.count(1)
        bytes.signed(Self.most)
        for _ in 0..<3 {
            bytes.signed(Self.most)
            bytes.bytes += [0, 0]
            bytes.signed(0)
            bytes.count(1)
            bytes.signed(7)
            bytes.signed(Self.most)
            bytes.count(0)
        }
        bytes.count(1)
        bytes.count(3)
        bytes.signed(Self.most)
        for _ in 0..<2 { bytes.signed(Self.most) }
        for _ in 0..<2 {
            bytes.count(1)
            bytes.text("a")
            bytes.signed(Self.most)
            bytes.signed(Self.most)
        }
        let hostile = try Profile(decoding: bytes.bytes)
        var merged = hostile
        for _ in 0..<2_100 { try merged.merge(hostile) }
        #expect(merged.events == Self.most && merged.features["x"]?.bins == [0, Self.most, 0])
        #expect(merged.latency.count == Self.most && merged.latency.quantile(0.5) != nil && merged.scores.count > 0)
        #expect(merged.classes.count == Self.most && merged.missing("x") == 0)
        for _ in 0..<2_100 { try merged.subtract(hostile) }
        for _ in 0..<2_100 { try merged.subtract(hostile) }
        #expect(merged.events == -Self.most)
        _ = merged.latency.quantile(0.5)
        _ = merged.encode()
    }

    private func sketch(base: Int, values: Int, count: Int) -> [UInt8] {
        var bytes = Bytes([1])
        bytes.count(200)
        bytes.count(count)
        bytes.number(0)
        bytes.number(1)
        bytes.bytes += [UInt8](repeating: 1, count: 32)
        bytes.count(base)
        bytes.count(0)
        bytes.number(0)
        bytes.count(1)
        bytes.count(values)
        for _ in 0..<values { bytes.bytes.append(0) }
        return bytes.bytes
    }

    @Test func sketchesWhoseWeightsOverflowAreDamaged() throws {
        // 2^16 values of weight 2^48 are 2^64: as a 64-bit integer nothing.
        #expect(isDamaged { _ = try QuantileSketch(decoding: sketch(base: 48, values: 1 << 16, count: 1)) })
        #expect(isDamaged { _ = try QuantileSketch(decoding: sketch(base: 48, values: 65, count: Self.most)) })
        #expect(
            isDamaged { _ = try QuantileSketch(decoding: sketch(base: 20, values: 3, count: 9)) }, "the count is not the weight")
        #expect(isDamaged { _ = try QuantileSketch(decoding: sketch(base: 0, values: 3, count: 1 << 40)) })
        let largest = try QuantileSketch(decoding: sketch(base: 48, values: 32, count: Self.most))
        #expect(largest.quantile(0.5) == 0)
        var merged = largest
        #expect { try merged.merge(largest) } throws: { ($0 as? StatisticsError)?.code == .invalidArgument }
        var usual = QuantileSketch()
        usual.update(1)
        #expect(throws: StatisticsError.self) { try usual.merge(largest) }
        let large = try QuantileSketch(decoding: sketch(base: 40, values: 8, count: 8 << 40))
        try usual.merge(large)
        #expect(usual.count == (8 << 40) + 1 && usual.quantile(0.5) == 0)
    }

    @Test func frequentItemsWithMoreThanTheyCountAreDamaged() throws {
        func items(count: Int, error: Int, amounts: [Int]) -> [UInt8] {
            var bytes = Bytes([1])
            for value in [4, count, error, amounts.count] { bytes.count(value) }
            for (index, amount) in amounts.enumerated() {
                bytes.text("\(index)")
                bytes.count(amount)
            }
            return bytes.bytes
        }
        #expect(isDamaged { _ = try FrequentItems(decoding: items(count: 9, error: 0, amounts: [5, 5])) })
        #expect(
            isDamaged { _ = try FrequentItems(decoding: items(count: Self.most, error: 0, amounts: [Self.most, Self.most])) })
        #expect(isDamaged { _ = try FrequentItems(decoding: items(count: 10, error: 1, amounts: [5, 3])) })
        var merged = try FrequentItems(decoding: items(count: Self.most, error: 0, amounts: [Self.most]))
        let again = merged
        #expect { try merged.merge(again) } throws: { ($0 as? StatisticsError)?.code == .invalidArgument }
        #expect(merged == again)
    }

    /// Random counts, each allowed: whatever is accepted survives being used and merged with itself.
    @Test(arguments: [UInt64(1), 2, 3]) func randomCountsNeverTrap(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var accepted = 0
        for _ in 0..<2_000 {
            var bytes = Bytes([1])
            let base = Int(random.next() % 49)
            bytes.count(8 + Int(random.next() % 40))
            bytes.count(Int(random.next() % UInt64(1 << (1 + Int(random.next() % 53)))))
            for x in [0.0, 1] { bytes.number(x) }
            bytes.bytes += [UInt8](repeating: 7, count: 32)
            bytes.count(base)
            bytes.count(Int(random.next() % UInt64(1 << base)))
            bytes.number(0.5)
            let levels = 1 + Int(random.next() % 3)
            bytes.count(levels)
            for _ in 0..<levels {
                let values = Int(random.next() % 20)
                bytes.count(values)
                for value in 0..<values { bytes.number(Double(value)) }
            }
            guard var sketch = try? QuantileSketch(decoding: bytes.bytes) else { continue }
            accepted += 1
            for _ in 0..<6 { try? sketch.merge(sketch) }
            _ = sketch.quantile(0.5)
            _ = sketch.rank(0.5)
        }
        #expect(accepted > 10, "seed \(seed): \(accepted) were accepted")
    }

    @Test func profilesOfTheFirstFormatAreRead() throws {
        var bytes = Bytes(profileVersion: 1, events: 4, features: 1)
        bytes.text("x")
        bytes.bytes.append(1)
        bytes.signed(4)
        bytes.signed(4)
        bytes.number(2)
        for sum in [2.0, 6, 8, 18] { bytes.number(sum) }
        bytes.signed(2)
        bytes.number(12)
        bytes.signed(0)
        bytes.count(1)
        bytes.signed(90)
        bytes.signed(2)
        bytes.count(0)
        bytes.bytes += [0, 0, 0, 0, 0, 0, 0, 0, 0]
        let profile = try Profile(decoding: bytes.bytes)
        // 1, 2, 3, 4.
        let moments = try #require(profile.features["x"]?.moments)
        #expect(moments.mean == 2.5 && close(moments.variance(), 5.0 / 3) && close(moments.skewness, 0, scale: 1))
        #expect(close(moments.excessKurtosis, -1.36) && profile.latency.sum == 12)
        let again = profile.encode()
        #expect(again[0] == 2)
        #expect(try Profile(decoding: again) == profile)
    }
}
