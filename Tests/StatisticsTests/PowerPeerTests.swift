import Statistics
import Testing

/// The same samples, drawn bit for bit as Tests/peers/rejections.py draws them: every p-value, and so every rejection, is scipy's (that of
/// two proportions is statsmodels').
@Suite struct PowerPeerTests {
    struct Peer: Sendable, CustomStringConvertible {
        let name: String
        let index: Int
        let value: @Sendable (inout SplitMix) -> Double?
        var description: String { name }
    }

    static let tests: [(String, @Sendable (inout SplitMix) -> Double?)] = [
        ("welch", { MeanTests.welch($0.normals(40), $0.normals(50, 0.6, 1.5))?.pValue }),
        ("student", { MeanTests.student($0.normals(40), $0.normals(50, 0.5))?.pValue }),
        ("one sample", { MeanTests.oneSample($0.normals(40, 0.4), mean: 0)?.pValue }),
        ("mann-whitney", { RankTests.mannWhitney($0.normals(40), $0.normals(50, 0.5))?.pValue }),
        ("mann-whitney exact", { RankTests.mannWhitneyExact($0.normals(12), $0.normals(15, 0.9))?.pValue }),
        ("kruskal", { RankTests.kruskalWallis([$0.normals(30), $0.normals(25, 0.3), $0.normals(35, 0.6)])?.pValue }),
        ("levene", { MeanTests.levene([$0.normals(40), $0.normals(50, 0, 1.6)])?.pValue }),
        ("ks", { KolmogorovSmirnov($0.normals(40), $0.normals(50, 0.6))?.pValue }),
        ("cramer-von mises", { CramerVonMises($0.normals(40), $0.normals(50, 0.5))?.pValue }),
        ("chi2", { ContingencyTable(rows: [$0.counts(120, 4), $0.counts(150, 3.4)]).chiSquared()?.pValue }),
        ("chi2 yates", { ContingencyTable(rows: $0.table((120, 150), (0.3, 0.43))).chiSquared(yates: true)?.pValue }),
        ("likelihood ratio", { ContingencyTable(rows: [$0.counts(120, 4), $0.counts(150, 3.4)]).likelihoodRatio()?.pValue }),
        (
            "fisher",
            { random in
                let table = random.table((25, 30), (0.3, 0.6))
                return FisherExact(table[0][0], table[0][1], table[1][0], table[1][1])?.pValue
            }
        ),
        (
            "two proportions",
            { random in
                let (a, b) = (random.hits(200, 0.4), random.hits(250, 0.5))
                guard let x = Proportion(successes: a, trials: 200), let y = Proportion(successes: b, trials: 250) else {
                    return nil
                }
                return TwoProportions(x, y).zTest().pValue
            }
        ),
        ("binomial", { Proportion(successes: $0.hits(60, 0.45), trials: 60)?.binomialTest(0.3) }),
        (
            "mcnemar",
            { random in
                let b = random.hits(40, 0.7)
                return McNemar.exact(b, 40 - b)
            }
        ),
        ("sample ratio", { SampleRatio.test(counts: $0.counts(400, 3.75), shares: [1, 1, 1, 1])?.pValue }),
        (
            "pearson",
            { random in
                let (x, y) = random.pairs(40, 0.35)
                return Correlation.pearson(x, y)?.pValue
            }
        ),
        (
            "spearman",
            { random in
                let (x, y) = random.pairs(40, 0.35)
                return Correlation.spearman(x, y)?.pValue
            }
        ),
        (
            "kendall",
            { random in
                let (x, y) = random.pairs(40, 0.35)
                return Correlation.kendall(x, y)
            }
        ),
    ]

    static let peers = tests.enumerated().map { Peer(name: $1.0, index: $0, value: $1.1) }

    @Test(arguments: peers) func rejectionsAreThePeers(_ peer: Peer) throws {
        let expected = try #require(try PeerFixtures.read("rejections.json", as: [String: [Double]].self)[peer.name])
        var random = SplitMix(seed: UInt64(1_000 + peer.index))
        for (round, theirs) in expected.enumerated() {
            let ours = try #require(peer.value(&random))
            #expect(close(ours, theirs, scale: 1e-9, tolerance: 1e-9), "\(peer.name), sample \(round): \(ours), not \(theirs)")
        }
        let share = Double(expected.count { $0 <= 0.05 }) / Double(expected.count)
        if peer.name != "kendall" { #expect(share > 0.2 && share < 0.95, "the power is neither nothing nor certain") }
    }

    @Test func noPeerIsLeftOut() throws {
        let expected = try PeerFixtures.read("rejections.json", as: [String: [Double]].self)
        #expect(Set(expected.keys) == Set(Self.peers.map(\.name)) && expected.values.allSatisfy { $0.count == 100 })
    }
}

extension SplitMix {
    fileprivate mutating func normals(_ count: Int, _ shift: Double = 0, _ scale: Double = 1) -> [Double] {
        (0..<count).map { _ in shift + scale * normal() }
    }

    fileprivate mutating func hits(_ trials: Int, _ share: Double) -> Int { (0..<trials).count { _ in uniform() < share } }

    fileprivate mutating func counts(_ rows: Int, _ squeeze: Double) -> [Int] {
        (0..<rows).reduce(into: [0, 0, 0, 0]) { counts, _ in counts[Int(uniform() * squeeze)] += 1 }
    }

    fileprivate mutating func table(_ sizes: (Int, Int), _ shares: (Double, Double)) -> [[Int]] {
        let (a, c) = (hits(sizes.0, shares.0), hits(sizes.1, shares.1))
        return [[a, sizes.0 - a], [c, sizes.1 - c]]
    }

    fileprivate mutating func pairs(_ count: Int, _ slope: Double) -> (x: [Double], y: [Double]) {
        let x = normals(count)
        return (x, x.map { slope * $0 + normal() })
    }
}
