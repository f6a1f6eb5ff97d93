import Evaluations
import Foundation
import Reports
import Statistics
import Testing

@Suite struct TrecTests {
    private func files(_ run: [UInt8], _ judgements: [UInt8]) throws -> EvaluationConfiguration {
        let folder = FileManager.default.temporaryDirectory.appending(path: "trec-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(run).write(to: folder.appending(path: "run"))
        try Data(judgements).write(to: folder.appending(path: "qrels"))
        var configuration = EvaluationConfiguration(task: .ranking, data: folder.appending(path: "run").path)
        configuration.judgements = folder.appending(path: "qrels").path
        return configuration
    }

    @Test func damagedFilesAreRefusedAndNeverTrap() throws {
        var random = SeededGenerator(seed: 17)
        var (run, judgements) = ("", "")
        for query in 1...4 {
            for document in 0..<6 {
                run += "\(query) Q0 D\(document) \(document) \(Double(document % 3) / 2) tag\n"
                judgements += "\(query)\t0\tD\(document * 2)\t\(document % 3 - 1)\r\n"
            }
        }
        let bytes: [UInt8] = [0x0A, 0x20, 0x09, 0x2D, 0x39, 0x65, 0xFF, 0x00, 0x44]
        var answered = 0
        for _ in 0..<300 {
            func damaged(_ text: String) -> [UInt8] {
                var copy = Array(text.utf8)
                for _ in 0..<random.below(4) {
                    let place = random.below(copy.count)
                    switch random.below(3) {
                    case 0: copy[place] = bytes[random.below(bytes.count)]
                    case 1: copy.insert(bytes[random.below(bytes.count)], at: place)
                    default: copy.removeSubrange(place..<min(copy.count, place + random.below(5)))
                    }
                }
                return copy
            }
            let configuration = try files(damaged(run), damaged(judgements))
            defer { try? FileManager.default.removeItem(at: URL(filePath: configuration.data).deletingLastPathComponent()) }
            do {
                let report = try Evaluator(configuration).report()
                for case .some(let value) in report.metrics.values { #expect(value.isFinite) }
                answered += 1
            } catch let error as EvaluationError {
                #expect(error.message.contains("trec-") && !error.message.contains("\n"), "seed 17: \(error.message)")
            }
        }
        #expect(answered > 20 && answered < 300)
    }

    @Test func equalScoresAreRankedByDescendingName() {
        let documents = ["A", "B", "C"].map { TrecQuery.Document(name: ExactText($0), score: 1) }
        func reciprocalRank(_ relevant: String) -> Double? {
            TrecQuery(documents, judgements: [ExactText(relevant): 1]).measures.first { $0.name == "recip_rank" }?.value
        }
        #expect(reciprocalRank("C") == 1)
        #expect(reciprocalRank("A") == 1.0 / 3)
    }
}
