import Contracts
import Foundation
import Protos
import SwiftProtobuf

/// Batches as a tabular model's sender writes them: 8 numbers, 2 categories, class, score, latency, 2 metadata keys.
struct Workload {
    static let now = Timestamp(nanos: 1_764_064_951_000_000_000)
    let rows: Int
    let batches: [[UInt8]]

    init(rows: Int, batches count: Int) throws {
        self.rows = rows
        batches = try (0..<count).map { try Workload.batch($0, rows: rows).serializedBytes() }
    }

    var events: Int { rows * batches.count }
    var bytesPerEvent: Double { Double(batches.reduce(0) { $0 + $1.count }) / Double(events) }

    private static func batch(_ number: Int, rows: Int) -> Driftwatch_V1_InferenceBatch {
        var batch = Driftwatch_V1_InferenceBatch()
        batch.formatVersion = 1
        batch.deploymentID = "credit-scoring"
        batch.count = UInt32(rows)
        let ids = (0..<rows).map { "req-\(10_000_000 + number * rows + $0)" }
        batch.requestID.data = Data(ids.joined().utf8)
        batch.requestID.lengths = ids.map { UInt32($0.utf8.count + 1) }
        batch.baseTimeUnixNanos = now.nanos - 60_000_000_000
        batch.timeDeltaNanos = (0..<rows).map { _ in Int64.random(in: 1_000...200_000) }
        batch.modelVersion = dictionary(["v5"], rows)
        batch.prediction.class = dictionary(["approve", "deny"], rows)
        batch.prediction.score = numbers(rows)
        batch.latencyMs = numbers(rows).map(\.magnitude)
        batch.features = (0..<8).map { index in
            .with {
                $0.name = "number_\(index)"
                $0.number.values = numbers(rows)
            }
        }
        batch.features += (0..<2).map { index in
            .with {
                $0.name = "category_\(index)"
                $0.category = dictionary((0..<12).map { "value \($0)" }, rows)
            }
        }
        batch.metadata = ["cohort", "ab_bucket"].map { key in
            .with {
                $0.key = key
                $0.values = dictionary(["web", "app", "phone"], rows)
            }
        }
        return batch
    }

    private static func numbers(_ rows: Int) -> [Double] { (0..<rows).map { _ in Double.random(in: -100...100) } }

    private static func dictionary(_ entries: [String], _ rows: Int) -> Driftwatch_V1_DictionaryColumn {
        .with {
            $0.dictionary = entries.map { Data($0.utf8) }
            $0.codes = (0..<rows).map { _ in UInt32.random(in: 1...UInt32(entries.count)) }
        }
    }
}
