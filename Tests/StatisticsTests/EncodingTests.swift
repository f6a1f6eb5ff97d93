import Statistics
import Testing

@Suite struct EncodingTests {
    let reference = Events(count: 20_000, seed: 11).reference()

    @Test func profilesAndReferencesComeBackEqual() throws {
        for reference in [nil, reference] {
            for count in [0, 1, 5_000] {
                let profile = Events(count: count, seed: 4, newCategories: true).profile(reference: reference)
                #expect(try Profile(decoding: profile.encode()) == profile)
            }
        }
        #expect(try Reference(decoding: reference.encode()) == reference)
    }

    @Test func aReferenceKeepsTheHashOfItsData() throws {
        var hashed = reference
        hashed.dataHash = "dw1:0123456789abcdef"
        #expect(try Reference(decoding: hashed.encode()) == hashed)
        #expect(hashed.withProfile(hashed.profile).dataHash == nil)
        // Bytes from before there was a hash are those without one.
        #expect(try Reference(decoding: reference.encode()).dataHash == nil)
        #expect(throws: StatisticsError.self) { try Reference(decoding: Array(hashed.encode().dropLast())) }
        #expect(throws: StatisticsError.self) { try Reference(decoding: hashed.encode() + [0]) }
    }

    @Test func aCellOfFewEventsIsSmall() {
        var builder = ReferenceBuilder()
        var random = SplitMix(seed: 1)
        builder.update(events: 5_000)
        for feature in 0..<16 {
            let values = (0..<5_000).map { _ in random.normal() }
            builder.update(number: ExactText("feature_\(feature)"), contentsOf: values.span)
        }
        let reference = builder.build()
        for rows in [1, 5, 20] {
            var accumulator = ProfileAccumulator(reference: reference)
            let cells = [Int32](repeating: 0, count: rows)
            accumulator.update(events: cells.span)
            for feature in 0..<16 {
                let values = (0..<rows).map { _ in random.normal() }
                accumulator.update(number: ExactText("feature_\(feature)"), contentsOf: values.span, cells: cells.span)
            }
            let bytes = accumulator.profile(ofCell: 0).encode().count
            #expect(bytes <= 16 * 110 + 40, "\(rows) rows take \(bytes) bytes")
        }
    }

    @Test func aNewerVersionIsRefusedByName() {
        var bytes = reference.encode()
        bytes[0] = 9
        #expect { try Reference(decoding: bytes) } throws: { ($0 as? StatisticsError)?.code == .unsupportedVersion }
    }

    /// Damaged bytes either throw or decode to something that every operation survives.
    @Test(arguments: [UInt64(1), 2, 3]) func damagedBytesNeverTrap(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let small = Events(count: 300, seed: seed).reference()
        let profile = Events(count: 200, seed: seed + 9, newCategories: true).profile(reference: small)
        let originals = [profile.encode(), small.encode()]
        var accepted = 0
        for _ in 0..<4_000 {
            var bytes = originals[Int(random.next() % 2)]
            for _ in 0..<(1 + random.next() % 4) {
                switch random.next() % 4 {
                case 0: bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.removeLast(min(bytes.count - 1, Int(random.next() % 40)))
                case 2: bytes[Int(random.next() % UInt64(bytes.count))] ^= 1 << UInt8(random.next() % 8)
                default: bytes.insert(UInt8(truncatingIfNeeded: random.next()), at: Int(random.next() % UInt64(bytes.count)))
                }
            }
            if var decoded = try? Profile(decoding: bytes) {
                accepted += 1
                _ = try? decoded.merge(profile)
                _ = DriftAnalysis(reference: small).compare(decoded)
                _ = decoded.latency.quantile(0.5)
                _ = try? Profile(decoding: decoded.encode())
                _ = try? decoded.subtract(profile)
            }
            if let decoded = try? Reference(decoding: bytes) {
                accepted += 1
                _ = DriftAnalysis(reference: decoded).compare(profile)
                _ = Events(count: 50, seed: 3).profile(reference: decoded)
            }
        }
        #expect(accepted > 0, "seed \(seed): no mutation was accepted, the test shows nothing")
    }
}
