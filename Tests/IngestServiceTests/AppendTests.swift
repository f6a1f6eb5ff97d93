import Contracts
import EventLog
import Foundation
import GRPCCore
import IngestService
import Postgres
import Protos
import RPC
import ServiceRuntime
import SwiftProtobuf
import TestPostgres
import Testing

@Suite struct AppendTests {
    /// Sends requests over one stream and returns the answers.
    private func stream(
        _ fixture: IngestFixture, _ requests: [Driftwatch_V1_AppendRequest], metadata: Metadata? = nil
    ) async throws -> [Driftwatch_V1_AppendResponse] {
        try await fixture.client.append(metadata: metadata ?? fixture.metadata()) { writer in
            for request in requests { try await writer.write(request) }
        } onResponse: { response in
            var answers: [Driftwatch_V1_AppendResponse] = []
            for try await answer in response.messages { answers.append(answer) }
            return answers
        }
    }

    @Test func `every batch is answered in order, and stored byte for byte`() async throws {
        try await IngestFixture.run { fixture in
            let requests = (1...200).map {
                IngestFixture.request(UInt64($0), deployment: "dep_\($0 % 3)", ids: ["r\($0)", "s\($0)"])
            }
            let answers = try await stream(fixture, requests)
            #expect(answers.map(\.sequence) == requests.map(\.sequence))
            #expect(answers.allSatisfy { $0.accepted == 2 && $0.refused.isEmpty && !$0.hasError })
            let records = try await fixture.records()
            #expect(records.count == 200)
            let stored = Dictionary(uniqueKeysWithValues: records.map { ($0.sequence, $0) })
            for request in requests {
                let record = try #require(stored[request.sequence])
                #expect(try record.payload == request.batch.serializedBytes())
                #expect(record.project == fixture.project && record.clientID.rawValue == "client-1" && record.rowCount == 2)
                #expect(record.deployment.rawValue == request.batch.deploymentID && record.deduplication == .sequence)
                #expect(record.receivedAtNanos == IngestFixture.now.nanos && record.refusedRows.isEmpty)
            }
            #expect(try await fixture.deployments() == ["dep_0", "dep_1", "dep_2"])
            #expect(try await fixture.deadLetters().isEmpty)
            let text = fixture.registry.text()
            #expect(text.contains("driftwatch_ingest_events_total{result=\"accepted\"} 400"))
            #expect(text.contains("driftwatch_ingest_batches_total{result=\"accepted\"} 200"))
            #expect(text.contains("driftwatch_ingest_append_seconds_count 200"))
        }
    }

    @Test func `an answer comes while the stream is open`() async throws {
        try await IngestFixture.run { fixture in
            let (answered, signal) = AsyncStream<Void>.makeStream()
            try await fixture.client.append(metadata: fixture.metadata()) { writer in
                var answered = answered.makeAsyncIterator()
                for sequence in UInt64(1)...3 {
                    try await writer.write(IngestFixture.request(sequence))
                    await answered.next()
                }
            } onResponse: { response in
                var count = 0
                for try await answer in response.messages {
                    count += 1
                    #expect(answer.sequence == UInt64(count))
                    signal.yield()
                }
                #expect(count == 3)
            }
        }
    }

    @Test func `a refused batch is answered and kept, and does not end the stream`() async throws {
        try await IngestFixture.run { fixture in
            var wrong = IngestFixture.request(2)
            wrong.batch.latencyMs = [1, 2, 3]
            var empty = IngestFixture.request(3)
            empty.clearBatch()
            let answers = try await stream(fixture, [IngestFixture.request(1), wrong, empty, IngestFixture.request(4)])
            #expect(answers.map(\.sequence) == [1, 2, 3, 4])
            #expect(answers.map(\.error.code) == ["", "column_length", "missing_batch", ""])
            #expect(answers[1].accepted == 0 && !answers[1].error.retriable && answers[1].error.message.contains("latency_ms"))
            #expect(try await fixture.records().map(\.sequence).sorted() == [1, 4])
            let letters = try await fixture.deadLetters()
            #expect(letters.map(\.code) == ["column_length", "missing_batch"] && letters.allSatisfy { $0.row == nil })
            #expect(try letters[0].payload == wrong.batch.serializedBytes() && letters[0].deployment == "dep_1")
        }
    }

    @Test func `a refused row is named, and the rest of its batch is taken`() async throws {
        try await IngestFixture.run { fixture in
            var request = IngestFixture.request(1, ids: ["a", "", "c"])
            request.batch.timeDeltaNanos = [0, 0, 3_600_000_000_000]
            request.deduplication = .requestID
            let answer = try await fixture.client.appendOnce(request, metadata: fixture.metadata())
            #expect(answer.accepted == 1 && !answer.hasError)
            #expect(answer.refused.map(\.row) == [1, 2])
            #expect(answer.refused.map(\.code) == ["request_id_missing", "timestamp_in_future"])
            let records = try await fixture.records()
            #expect(records.map(\.refusedRows) == [[1, 2]] && records.map(\.rowCount) == [3])
            #expect(records.map(\.deduplication) == [.requestID])
            let letters = try await fixture.deadLetters()
            #expect(letters.map(\.row) == [1, 2])
            #expect(try Driftwatch_V1_InferenceEvent(serializedBytes: letters[1].payload).requestID == "c")
        }
    }

    @Test func `a batch of refused rows only is not stored`() async throws {
        try await IngestFixture.run { fixture in
            let answer = try await fixture.client.appendOnce(
                IngestFixture.request(1, ids: ["", ""]), metadata: fixture.metadata())
            #expect(answer.accepted == 0 && answer.refused.count == 2)
            #expect(try await fixture.records().isEmpty)
        }
    }

    @Test func `an unknown deployment is refused where the project says so, until it is registered`() async throws {
        try await IngestFixture.run { fixture in
            let metadata = fixture.metadata(fixture.refusing)
            let refused = try await fixture.client.appendOnce(IngestFixture.request(1), metadata: metadata)
            #expect(refused.error.code == "unknown_deployment" && !refused.error.retriable && refused.accepted == 0)
            #expect(try await fixture.records().isEmpty)
            #expect(try await fixture.deadLetters().map(\.code) == ["unknown_deployment"])
            _ = try await fixture.client.appendOnce(IngestFixture.request(1), metadata: fixture.metadata())
            let accepted = try await fixture.client.appendOnce(IngestFixture.request(2), metadata: metadata)
            #expect(accepted.accepted == 2)
        }
    }

    @Test func `a project cannot register deployments without end`() async throws {
        var configuration = IngestConfiguration()
        configuration.deploymentsPerProject = 2
        try await IngestFixture.run(configuration: configuration) { fixture in
            let requests = (1...4).map { IngestFixture.request(1, deployment: "dep_\($0)") }
            let answers = try await stream(fixture, requests)
            #expect(answers.filter { !$0.hasError }.count >= 2)
            let again = try await fixture.client.appendOnce(
                IngestFixture.request(9, deployment: "dep_late"), metadata: fixture.metadata())
            #expect(again.error.code == "too_many_deployments")
        }
    }

    @Test func `who has no key, no right or no name is told`() async throws {
        try await IngestFixture.run { fixture in
            let request = IngestFixture.request(1)
            let noKey = try await IngestFixture.code { _ = try await fixture.client.appendOnce(request) }
            #expect(noKey == .unauthenticated)
            let noRight = try await IngestFixture.code {
                _ = try await fixture.client.appendOnce(request, metadata: fixture.metadata(fixture.reader))
            }
            #expect(noRight == .permissionDenied)
            let noName = try await IngestFixture.code {
                _ = try await fixture.client.appendOnce(request, metadata: fixture.metadata(client: nil))
            }
            #expect(noName == .invalidArgument)
            let wrongName = try await IngestFixture.code {
                _ = try await stream(fixture, [request], metadata: fixture.metadata(client: String(repeating: "c", count: 65)))
            }
            #expect(wrongName == .invalidArgument)
        }
    }

    @Test func `a batch beyond the limit gets a clear error, and one at the limit is read`() async throws {
        try await IngestFixture.run { fixture in
            var request = IngestFixture.request(1, ids: ["a"])
            request.batch.features = [
                .with {
                    $0.name = "text"
                    $0.text.data = Data(repeating: 97, count: 4 << 20)
                    $0.text.lengths = [(4 << 20) + 1]
                }
            ]
            let answer = try await fixture.client.appendOnce(request, metadata: fixture.metadata())
            #expect(answer.error.code == "batch_too_large" && answer.error.message.contains("4194304"))
            request.batch.features[0].name = String(repeating: "n", count: 10_000_000)
            let code = try await IngestFixture.code {
                _ = try await fixture.client.appendOnce(request, metadata: fixture.metadata())
            }
            #expect(code == .resourceExhausted)
        }
    }

    @Test func `while the database is away the answer says to send again`() async throws {
        try await IngestFixture.run { fixture in
            _ = try await fixture.client.appendOnce(IngestFixture.request(1), metadata: fixture.metadata())
            await fixture.pool.close()
            let answers = try await stream(fixture, [IngestFixture.request(2), IngestFixture.request(3)])
            #expect(answers.map(\.sequence) == [2, 3])
            #expect(answers.allSatisfy { $0.error.code == "log_unavailable" && $0.error.retriable && $0.accepted == 0 })
            #expect(fixture.registry.text().contains("driftwatch_ingest_batches_total{result=\"failed\"} 2"))
        }
    }

    @Test func `a server that stops answers what it has read and ends the stream`() async throws {
        try await IngestFixture.run { fixture in
            let (stopped, signal) = AsyncStream<Void>.makeStream()
            let start = ContinuousClock.now
            let code = try await IngestFixture.code {
                try await fixture.client.append(metadata: fixture.metadata()) { writer in
                    try await writer.write(IngestFixture.request(1))
                    var stopped = stopped.makeAsyncIterator()
                    await stopped.next()
                } onResponse: { response in
                    defer { signal.yield() }
                    for try await answer in response.messages {
                        #expect(answer.accepted == 2)
                        fixture.server.beginGracefulShutdown()
                    }
                }
            }
            #expect(code == .unavailable)
            // The server's grace period, at whose end it would cut the stream off, is 120 s.
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func `another project sees none of it`() async throws {
        try await IngestFixture.run { fixture in
            _ = try await fixture.client.appendOnce(IngestFixture.request(1, ids: [""]), metadata: fixture.metadata())
            #expect(try await fixture.deadLetters().count == 1)
            let other = try await fixture.database.makeProject()
            #expect(try await fixture.deadLetters(project: other).isEmpty)
            await #expect(throws: PostgresError.self) {
                try await fixture.pool.transaction(project: other) { connection in
                    try await connection.query(
                        """
                        INSERT INTO dead_letters
                            (project_id, deployment_id, received_at_nanos, client_id, sequence, code, message, payload)
                        VALUES ($1, 'd', 1, 'c', 1, 'x', 'y', $2)
                        """, [.text(fixture.project.rawValue), .bytes([])])
                }
            }
        }
    }
}
