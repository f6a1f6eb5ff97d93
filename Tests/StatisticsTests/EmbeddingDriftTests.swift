import Statistics
import Testing

@Suite struct EmbeddingDriftTests {
    struct Peer: Decodable {
        let points: [Double], other: [Double], dimension: Int, mean: [Double], covariance: [Double]
        let components: Int, shares: [Double], errors: [Double], otherErrors: [Double]
    }

    /// Vectors near a plane, moved by `shift` along one direction in it or by `off` away from it.
    private func points(_ count: Int, seed: UInt64, dimension: Int = 24, shift: Double = 0, off: Double = 0) throws -> Points {
        var random = SeededGenerator(seed: seed)
        var values: [Double] = []
        for _ in 0..<count {
            let (a, b) = (random.normal() + shift, random.normal())
            for index in 0..<dimension {
                let t = Double(index) / Double(dimension)
                values.append(2 * a * (1 - t) + 2 * b * t + 1 + (0.3 + off) * random.normal())
            }
        }
        return try #require(Points(values, dimension: dimension))
    }

    @Test func momentsAndComponentsAreScikitLearns() throws {
        let peer = try PeerFixtures.read("embeddings.json", as: Peer.self)
        let points = try #require(Points(peer.points, dimension: peer.dimension))
        var moments = try #require(EmbeddingMoments(dimension: peer.dimension))
        moments.update(points)
        for (ours, theirs) in zip(try #require(moments.mean), peer.mean) { #expect(close(ours, theirs, tolerance: 1e-13)) }
        for (ours, theirs) in zip(try #require(moments.covariance), peer.covariance) {
            #expect(close(ours, theirs, scale: 1, tolerance: 1e-12))
        }
        let components = try #require(PrincipalComponents(moments))
        #expect(components.count == peer.components)
        for (ours, theirs) in zip(components.varianceShares, peer.shares) { #expect(close(ours, theirs, tolerance: 1e-11)) }
        let other = try #require(Points(peer.other, dimension: peer.dimension))
        for (points, errors) in [(points, peer.errors), (other, peer.otherErrors)] {
            for (ours, theirs) in zip(components.errors(points), errors) { #expect(close(ours, theirs, tolerance: 1e-10)) }
        }
    }

    @Test(arguments: [1, 2, 3, 17, 60]) func eigenvectorsRebuildTheMatrix(dimension: Int) throws {
        var random = SeededGenerator(seed: UInt64(dimension))
        var moments = try #require(EmbeddingMoments(dimension: dimension))
        let values = (0..<dimension * 2 * dimension).map { _ in random.normal() }
        moments.update(contentsOf: values.span)
        let components = try #require(PrincipalComponents(moments, share: 0.999_999))
        // With all directions kept nothing is left of any vector.
        let points = try #require(Points(values, dimension: dimension))
        if components.count == dimension { #expect(components.errors(points).allSatisfy { $0 < 1e-9 }) }
        #expect(close(components.varianceShares.reduce(0, +), 1, tolerance: 1e-5))
        #expect(zip(components.varianceShares, components.varianceShares.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test func momentsMergeInAnyPartition() throws {
        var random = SeededGenerator(seed: 4)
        let values = (0..<700 * 5).map { 1e5 + Double($0 % 5) * random.normal() }
        var whole = try #require(EmbeddingMoments(dimension: 5))
        whole.update(contentsOf: values.span)
        for parts in [2, 7, 64] {
            var merged = try #require(EmbeddingMoments(dimension: 5))
            for part in 0..<parts {
                var partial = try #require(EmbeddingMoments(dimension: 5))
                let rows = Array(values[5 * (700 * part / parts)..<5 * (700 * (part + 1) / parts)])
                partial.update(contentsOf: rows.span)
                try merged.merge(partial)
            }
            #expect(merged.count == 700)
            for (a, b) in zip(try #require(merged.mean), try #require(whole.mean)) { #expect(close(a, b, tolerance: 1e-12)) }
            for (a, b) in zip(try #require(merged.covariance), try #require(whole.covariance)) {
                #expect(close(a, b, scale: 16, tolerance: 1e-11))
            }
        }
        let narrow = try #require(EmbeddingMoments(dimension: 4))
        #expect(throws: StatisticsError.self) { try whole.merge(narrow) }
        #expect(EmbeddingMoments(dimension: 0) == nil && EmbeddingMoments(dimension: 5_000) == nil)
    }

    @Test func vectorsOfTheSameLawDoNotDrift() throws {
        var beyond = 0
        var (distances, noises) = (0.0, 0.0)
        for seed in 0..<30 {
            let reference = try #require(EmbeddingReference(try points(400, seed: UInt64(seed + 100))))
            var window = EmbeddingWindow(reference: reference)
            window.update(try points(300, seed: UInt64(seed + 500)))
            if try #require(window.reconstruction).magnitude > 3 { beyond += 1 }
            let (distance, noise) = (try #require(window.centroidCosineDistance), try #require(window.centroidNoiseFloor))
            #expect(distance < 0.02)
            distances += distance
            noises += noise
            let (psi, floor) = (try #require(window.cosinePSI), try #require(window.cosineNoiseFloor))
            #expect(psi < 4 * floor)
        }
        #expect(beyond <= 1)
        #expect(distances < 2 * noises && noises < 2 * distances)
    }

    @Test func eachScoreFindsItsKindOfDrift() throws {
        let reference = try #require(EmbeddingReference(try points(600, seed: 1)))
        var off = EmbeddingWindow(reference: reference)
        off.update(try points(400, seed: 2, off: 1.2))
        let (deviations, effect) = (try #require(off.reconstruction), try #require(off.reconstructionEffect))
        #expect(deviations > 10 && effect > 1, "\(deviations) \(effect)")
        var moved = EmbeddingWindow(reference: reference)
        moved.update(try points(400, seed: 3, shift: -2))
        let (distance, psi) = (try #require(moved.centroidCosineDistance), try #require(moved.cosinePSI))
        #expect(distance > 0.2 && psi > 0.25, "\(distance) \(psi)")
    }

    @Test func windowsMergeInAnyPartition() throws {
        let reference = try #require(EmbeddingReference(try points(100, seed: 1)))
        let current = try points(90, seed: 2, shift: 1)
        var whole = EmbeddingWindow(reference: reference)
        whole.update(current)
        var merged = EmbeddingWindow(reference: reference)
        for part in 0..<9 {
            var partial = EmbeddingWindow(reference: reference)
            let rows = Array(current.values[part * 10 * 24..<(part + 1) * 10 * 24])
            partial.update(contentsOf: rows.span)
            try merged.merge(partial)
        }
        #expect(merged.count == 90 && merged.cosinePSI == whole.cosinePSI)
        #expect(close(merged.reconstruction, whole.reconstruction, tolerance: 1e-11))
        #expect(close(merged.centroidCosineDistance, whole.centroidCosineDistance, scale: 1, tolerance: 1e-12))
        let other = EmbeddingWindow(reference: try #require(EmbeddingReference(try points(100, seed: 9))))
        #expect(throws: StatisticsError.self) { try whole.merge(other) }
    }

    @Test func oddVectorsNeverTrap() throws {
        #expect(EmbeddingReference(try points(19, seed: 1)) == nil)
        let constant = try #require(Points([Double](repeating: 2, count: 400), dimension: 4))
        #expect(EmbeddingReference(constant) == nil)
        let ordinary = try points(60, seed: 1, dimension: 4)
        let holed = try #require(Points([.nan, 1, 2, 3] + ordinary.values, dimension: 4))
        let reference = try #require(EmbeddingReference(holed))
        #expect(reference.count == 60 && reference.invalidCount == 1)
        var window = EmbeddingWindow(reference: reference)
        #expect(window.cosinePSI == nil && window.reconstruction == nil && window.centroidCosineDistance == nil)
        window.update(try #require(Points([0, 0, 0, 0, .infinity, 1, 1, 1, 1e300, -1e300, 1e300, 0], dimension: 4)))
        window.update(try #require(Points([1, 2, 3], dimension: 3)))
        #expect(window.count == 1 && window.invalidCount == 3 && window.cosinePSI != nil && window.centroidCosineDistance == nil)
    }
}
