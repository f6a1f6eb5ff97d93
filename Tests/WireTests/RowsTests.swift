import Contracts
import Protos
import SwiftProtobuf
import Testing
import Wire

/// Rows to batches and back.
@Suite struct RowsTests {
    private let now = Fixture.now

    private func event(_ id: String = "r1", _ change: (inout Driftwatch_V1_InferenceEvent) -> Void = { _ in })
        -> Driftwatch_V1_InferenceEvent
    {
        var event = Driftwatch_V1_InferenceEvent()
        event.deploymentID = "dep_123"
        event.requestID = id
        event.timeUnixNanos = now.nanos - 7
        change(&event)
        return event
    }

    private func fullEvent(_ id: String) -> Driftwatch_V1_InferenceEvent {
        event(id) {
            $0.traceID = "trace"
            $0.modelVersion = "v5"
            $0.prediction.class = "approve"
            $0.prediction.score.value = 0.82
            $0.prediction.value.value = -3
            $0.prediction.probabilities = ["a": 0.25, "b": 0.75]
            $0.prediction.ranking = [ranked("x", 2), ranked("y", nil)]
            $0.features["age"] = .with { $0.number = 42 }
            $0.features["region"] = .with { $0.category = "NA" }
            $0.features["member"] = .with { $0.boolean = false }
            $0.features["note"] = .with { $0.text = "grüße\u{0}" }
            $0.features["vector"] = .with { $0.embedding.values = [1, 2, 3] }
            $0.latencyMs.value = 45
            $0.errorCode = "timeout"
            $0.metadata = ["cohort": "web", "empty": ""]
            $0.languageModel.promptVersion = "p1"
            $0.languageModel.prompt = "why?"
            $0.languageModel.response = "because"
            $0.languageModel.context = ["c1", ""]
            $0.languageModel.citations = ["q"]
            $0.languageModel.promptTokens.value = 0
            $0.languageModel.responseTokens.value = 17
            $0.languageModel.documents = [
                .with {
                    $0.id = "d1"
                    $0.text = "one"
                    $0.score.value = 0.5
                    $0.source = "kb"
                }
            ]
        }
    }

    private func ranked(_ id: String, _ score: Double?) -> Driftwatch_V1_RankedItem {
        .with {
            $0.id = id
            if let score { $0.score.value = score }
        }
    }

    /// The events that come back, by index in the request.
    private func back(_ result: BatchBuilder.Result) throws -> [Int: Driftwatch_V1_InferenceEvent] {
        var materialiser = EventMaterialiser()
        var found: [Int: Driftwatch_V1_InferenceEvent] = [:]
        for batch in result.batches {
            for (row, event) in try materialiser.events(of: batch.message, received: now) { found[batch.rows[row]] = event }
        }
        return found
    }

    @Test func `an event with everything comes back the same`() throws {
        let events = [fullEvent("r1"), event("r2"), fullEvent("r3")]
        let result = BatchBuilder().build(events, now: now)
        #expect(result.refused.isEmpty && result.batches.count == 1)
        let found = try back(result)
        for (index, event) in events.enumerated() { #expect(found[index] == event) }
    }

    @Test func `an event without a time gets that of its arrival`() throws {
        let result = BatchBuilder().build([event { $0.timeUnixNanos = 0 }], now: now)
        #expect(try back(result)[0]?.timeUnixNanos == now.nanos)
    }

    @Test func `a feature of two types becomes two columns`() throws {
        let events = [
            event("r1") { $0.features["age"] = .with { $0.number = 4 } },
            event("r2") { $0.features["age"] = .with { $0.category = "old" } },
            event("r3") { $0.features["age"] = .with { $0.missing = true } },
        ]
        let result = BatchBuilder().build(events, now: now)
        let batch = try Fixture.read(try #require(result.batches.first).message)
        #expect(batch.features.map(\.kind) == [.category, .number])
        let found = try back(result)
        #expect(found[0] == events[0] && found[1] == events[1])
        #expect(found[2]?.features.isEmpty == true)
    }

    @Test func `deployments get batches of their own, with the request's indexes`() throws {
        let events = (0..<6).map { index in event("r\(index)") { $0.deploymentID = index % 2 == 0 ? "even" : "odd" } }
        let result = BatchBuilder().build(events, now: now)
        #expect(result.batches.map(\.deploymentID.rawValue) == ["even", "odd"])
        #expect(result.batches.map(\.rows) == [[0, 2, 4], [1, 3, 5]])
    }

    @Test func `embeddings of two dimensions get batches of their own`() throws {
        let events = [2, 3, 2].map { dimension in
            event("r") { $0.features["v"] = .with { $0.embedding.values = Array(repeating: 1, count: dimension) } }
        }
        let result = BatchBuilder().build(events, now: now)
        #expect(result.batches.map(\.rows) == [[0, 2], [1]])
        #expect(try back(result).count == 3)
    }

    @Test func `an event that would spoil its batch is refused alone`() throws {
        let wrong: [(String, (inout Driftwatch_V1_InferenceEvent) -> Void)] = [
            ("deployment_id", { $0.deploymentID = "a b" }),
            ("name_length", { $0.features[""] = .with { $0.number = 1 } }),
            ("name_length", { $0.features[String(repeating: "n", count: 10_000_000)] = .with { $0.number = 1 } }),
            ("nul_character", { $0.features["a\u{0}"] = .with { $0.number = 1 } }),
            ("name_length", { $0.metadata[String(repeating: "k", count: 129)] = "v" }),
            ("embedding_dimension", { $0.features["v"] = .with { $0.embedding.values = [] } }),
            ("probability_not_a_number", { $0.prediction.probabilities["a"] = .nan }),
            ("token_count", { $0.languageModel.promptTokens.value = -1 }),
            ("token_count", { $0.languageModel.responseTokens.value = .nan }),
            ("timestamp_in_future", { $0.timeUnixNanos = Int64.max }),
            ("timestamp_too_old", { $0.timeUnixNanos = Int64.min }),
            ("too_many_columns", { event in for key in 0...256 { event.metadata["\(key)"] = "v" } }),
        ]
        var events = wrong.map { event("bad", $0.1) }
        events.append(event("good"))
        let result = BatchBuilder().build(events, now: now)
        #expect(result.refused.map(\.row) == Array(0..<wrong.count))
        #expect(result.refused.map(\.code) == wrong.map(\.0))
        #expect(result.refused.allSatisfy { !$0.message.isEmpty && $0.message.utf8.count < 300 })
        #expect(try back(result).keys.sorted() == [wrong.count])
    }

    @Test func `a missing request id is found by the reader`() throws {
        let result = BatchBuilder().build([event(""), event("r2")], now: now)
        let batch = try Fixture.read(try #require(result.batches.first).message)
        #expect(batch.refused.map(\.row) == [0])
    }

    @Test func `many events with different features are split until they fit`() throws {
        let events = (0..<3000).map { index in
            event("r\(index)") { event in
                for feature in 0..<3 { event.features["f\(index)-\(feature)"] = .with { $0.number = Double(index) } }
            }
        }
        let result = BatchBuilder().build(events, now: now)
        #expect(result.refused.isEmpty && result.batches.count > 1)
        #expect(result.batches.allSatisfy { $0.message.count <= Limits.standard.batchBytes })
        #expect(result.batches.flatMap(\.rows) == Array(0..<3000))
        #expect(try back(result).count == 3000)
    }

    @Test func `an event too large for a batch is refused`() {
        let result = BatchBuilder().build([event { $0.languageModel.prompt = String(repeating: "p", count: 5 << 20) }], now: now)
        #expect(result.refused.map(\.code) == ["event_too_large"])
    }

    @Test func `the same events give the same bytes`() {
        let events = (0..<50).map { fullEvent("r\($0)") }
        let first = BatchBuilder().build(events, now: now).batches.map(\.message)
        let rebuilt = events.map { event in
            var copy = event
            copy.features = Dictionary(uniqueKeysWithValues: event.features.map { ($0.key, $0.value) }.shuffled())
            return copy
        }
        #expect(BatchBuilder().build(rebuilt, now: now).batches.map(\.message) == first)
    }

    @Test func `events are found by request id`() throws {
        let result = BatchBuilder().build([event("a"), event("b")], now: now)
        var materialiser = EventMaterialiser()
        let found = try materialiser.events(of: try #require(result.batches.first).message, received: now, requestID: "b")
        #expect(found.map(\.event.requestID) == ["b"] && found.map(\.row) == [1])
    }
}
