import Statistics
import Testing

@Suite struct DomainClassifierTests {
    struct Peer: Decodable {
        struct Case: Decodable { let seed: UInt64, kind: String, auc: Double, sum: Double }
        struct Embeddings: Decodable { let seed: UInt64, auc: Double, sum: Double }
        let rows: Int, cases: [Case], embeddings: Embeddings
    }

    /// The rows of Tests/peers/domain.py.
    private func features(_ item: Peer.Case, rows: Int) -> [DomainFeature] {
        var random = SplitMix(seed: item.seed)
        var numbers = [[Double]](repeating: [], count: 4)
        var categories: [Int32] = []
        for place in 0..<2 * rows {
            let isDrifted = place >= rows
            var values = (0..<4).map { _ in random.normal() }
            var category = Int32(random.uniform() * 8)
            if item.kind == "shift", isDrifted { values[0] += 0.6 }
            if item.kind == "correlation", isDrifted { values[1] = 0.8 * values[0] + 0.6 * values[1] }
            if item.kind == "missing", random.uniform() < (isDrifted ? 0.3 : 0.1) { values[2] = .nan }
            if item.kind == "category", isDrifted {
                // x^1.6 by square roots enough: the power function is not the standard library's.
                category = Int32(8 * power(random.uniform()))
            }
            for (index, value) in values.enumerated() { numbers[index].append(value) }
            categories.append(category)
        }
        var features = numbers.enumerated().map { index, values in
            DomainFeature(
                ExactText("x\(index)"), .numbers(reference: Array(values[..<rows]), current: Array(values[rows...])))
        }
        features.append(
            DomainFeature("category", .categories(reference: Array(categories[..<rows]), current: Array(categories[rows...]))))
        return features
    }

    /// x^1.6 = x · (x³)^(1/5) by Newton's method.
    private func power(_ x: Double) -> Double {
        guard x > 0 else { return 0 }
        let target = x * x * x
        var root = 1.0
        for _ in 0..<60 { root -= (root - target / (root * root * root * root)) / 5 }
        return x * root
    }

    @Test func separatesAsWellAsScikitLearn() throws {
        let peer = try PeerFixtures.read("domain.json", as: Peer.self)
        for item in peer.cases {
            let answer = try #require(DomainClassifier().compare(features(item, rows: peer.rows)))
            #expect(
                answer.auc > item.auc - 0.02 && answer.auc < item.auc + 0.03, "\(item.kind): \(answer.auc), theirs \(item.auc)")
            #expect(answer.interval.contains(answer.auc) && answer.countTested == 2 * peer.rows)
            if item.kind == "none" { #expect(answer.pValue > 0.01) } else { #expect(answer.pValue < 1e-4) }
            let changed: [String: Set<ExactText>] = [
                "shift": ["x0"], "correlation": ["x0", "x1"], "missing": ["x2"], "category": ["category"],
            ]
            for importances in [answer.gainImportances, answer.permutationImportances] {
                #expect(close(importances.reduce(0) { $0 + $1.share }, 1, tolerance: 1e-9))
                guard let names = changed[item.kind] else { continue }
                let top = importances.sorted { $0.share > $1.share }.prefix(names.count).map(\.name)
                #expect(Set(top) == names, "\(item.kind): \(top)")
            }
        }
    }

    @Test func embeddingsSeparateAsWellAsWithScikitLearn() throws {
        let peer = try PeerFixtures.read("domain.json", as: Peer.self)
        var random = SplitMix(seed: peer.embeddings.seed)
        let rows = (0..<2 * peer.rows).map { place in
            (0..<16).map { random.normal() + (place >= peer.rows && $0 % 4 == 0 ? 0.15 : 0) }
        }
        let (a, b) = (
            try #require(Points(rows: Array(rows[..<peer.rows]))), try #require(Points(rows: Array(rows[peer.rows...])))
        )
        let answer = try #require(DomainClassifier().compare(a, b))
        #expect(close(rows.reduce(0) { $0 + $1.reduce(0, +) }, peer.embeddings.sum, tolerance: 1e-9))
        #expect((answer.auc - peer.embeddings.auc).magnitude < 0.01, "\(answer.auc), theirs \(peer.embeddings.auc)")
        #expect(answer.pValue < 0.001 && answer.gainImportances.isEmpty)
    }

    @Test func textsSeparateByTheirWords() throws {
        var random = SplitMix(seed: 6)
        func text(_ words: Int, new: Bool) -> ExactText {
            ExactText(
                (0..<words).map { _ in new && random.uniform() < 0.1 ? "new" : "w\(random.next() % 200)" }.joined(separator: " "))
        }
        let (a, b) = ((0..<300).map { _ in text(8, new: false) }, (0..<200).map { _ in text(8, new: true) })
        let answer = try #require(DomainClassifier().compare(texts: a, b))
        #expect(answer.auc > 0.7 && answer.auc < 0.9 && answer.pValue < 1e-6)
        let same = try #require(DomainClassifier().compare(texts: a, (0..<200).map { _ in text(8, new: false) }))
        #expect(same.auc < DomainClassifier.standardTextThreshold + 0.03 && same.pValue > 0.01)
    }

    @Test func answersRepeatForASeed() throws {
        let item = Peer.Case(seed: 3, kind: "shift", auc: 0, sum: 0)
        let (a, b) = (
            DomainClassifier().compare(features(item, rows: 400)), DomainClassifier().compare(features(item, rows: 400))
        )
        #expect(try #require(a) == b)
    }

    @Test func withoutRowsOrFeaturesThereIsNoAnswer() {
        let classifier = DomainClassifier()
        #expect(classifier.compare([]) == nil)
        let few = [
            DomainFeature("x", .numbers(reference: [Double](repeating: 1, count: 49), current: [Double](repeating: 1, count: 90)))
        ]
        #expect(classifier.compare(few) == nil)
        let uneven = few + [DomainFeature("y", .numbers(reference: [1], current: [2]))]
        #expect(classifier.compare(uneven) == nil)
        #expect(classifier.compare(texts: ["a"], ["b"]) == nil)
    }

    /// Few rounds, so that only a gross fault shows at 1 %: without the correction for shared rows a tenth would be at or below 5 %.
    @Test func falseAlarmsKeepTheirLevel() {
        var random = SeededGenerator(seed: 21)
        func normals() -> [Double] { (0..<60).map { _ in random.normal() } }
        var configuration = DomainClassifier.Configuration()
        configuration.trees.treesMax = 10
        configuration.importanceRowsMax = 0
        var pValues: [String: [Double]] = [:]
        for round in 0..<100 {
            configuration.seed = UInt64(round)
            let classifier = DomainClassifier(configuration)
            let features = [
                DomainFeature("a", .numbers(reference: normals(), current: normals())),
                DomainFeature("b", .numbers(reference: normals(), current: normals())),
            ]
            if let answer = classifier.compare(features) { pValues["trees", default: []].append(answer.pValue) }
            guard let a = Points(normals() + normals(), dimension: 2), let b = Points(normals() + normals(), dimension: 2) else {
                continue
            }
            if let answer = classifier.compare(a, b) { pValues["logistic", default: []].append(answer.pValue) }
        }
        for (name, values) in pValues {
            #expect(values.count == 100)
            for alpha in [0.01, 0.05, 0.1] {
                let share = Double(values.count { $0 <= alpha }) / 100
                #expect(share <= alpha + 3 * (alpha * (1 - alpha) / 100).squareRoot(), "\(name): \(share) at \(alpha)")
            }
        }
    }

    @Test func oddColumnsNeverTrap() throws {
        let n = 60
        let odd: [Double] = (0..<n).map { [.nan, .infinity, -.infinity, 0, 1e308][$0 % 5] }
        let nothing = [Double](repeating: .nan, count: n)
        let features = [
            DomainFeature("odd", .numbers(reference: odd, current: odd.reversed())),
            DomainFeature("nothing", .numbers(reference: nothing, current: nothing)),
            DomainFeature(
                "constant", .numbers(reference: [Double](repeating: 3, count: n), current: [Double](repeating: 3, count: n))),
            DomainFeature(
                "none", .categories(reference: [Int32](repeating: -1, count: n), current: [Int32](repeating: -5, count: n))),
            DomainFeature("many", .categories(reference: (0..<n).map { Int32($0) }, current: (0..<n).map { Int32(1_000 + $0) })),
        ]
        let answer = try #require(DomainClassifier().compare(features))
        #expect(answer.auc >= 0 && answer.auc <= 1)
        let alone = try #require(DomainClassifier().compare(Array(features[1...2])))
        #expect(alone.auc == 0.5 && alone.pValue >= 0.5 && alone.gainImportances.allSatisfy { $0.share == 0 })
        let apart = [
            DomainFeature("x", .numbers(reference: [Double](repeating: 0, count: n), current: [Double](repeating: 1, count: n)))
        ]
        let sure = try #require(DomainClassifier().compare(apart))
        #expect(sure.auc == 1 && sure.pValue == 0 && sure.interval.upperBound == 1 && sure.interval.lowerBound < 1)
    }

    @Test func scoresThatTieCountByHalf() throws {
        let separation = try #require(ScoreSeparation(negatives: [0, 1, 1, 2], positives: [1, 2, 3]))
        #expect(close(separation.auc, 9.5 / 12))
        #expect(ScoreSeparation(negatives: [1], positives: [2, 3]) == nil)
    }
}
