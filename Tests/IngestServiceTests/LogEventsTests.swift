import Contracts
import EventLog
import Foundation
import GRPCCore
import Postgres
import Protos
import RPC
import ServiceRuntime
import SwiftProtobuf
import TestPostgres
import Testing
import Wire

@Suite struct LogEventsTests {
    private func request(_ events: [Driftwatch_V1_InferenceEvent]) -> Driftwatch_V1_LogEventsRequest {
        .with { $0.events = events }
    }

    @Test func `rows become a batch a deployment, numbered for the sender`() async throws {
        try await IngestFixture.run { fixture in
            let events = (0..<6).map { IngestFixture.event("r\($0)", deployment: $0 % 2 == 0 ? "even" : "odd") }
            let response = try await fixture.client.logEvents(request(events), metadata: fixture.metadata(client: "idem:1"))
            #expect(response.accepted == 6 && response.refused.isEmpty)
            let records = try await fixture.records()
            #expect(Set(records.map(\.deployment.rawValue)) == ["even", "odd"])
            #expect(records.allSatisfy { $0.sequence == 1 && $0.clientID.rawValue == "idem:1" && $0.deduplication == .sequence })
            var materialiser = EventMaterialiser()
            var ids: [String] = []
            for record in records {
                let found = try materialiser.events(of: record.payload, received: Timestamp(nanos: record.receivedAtNanos))
                ids += found.map(\.event.requestID)
                #expect(found.allSatisfy { $0.event.timeUnixNanos == IngestFixture.now.nanos })
            }
            #expect(ids.sorted() == events.map(\.requestID))
        }
    }

    @Test func `the same request with the same sender is stored under the same numbers`() async throws {
        try await IngestFixture.run { fixture in
            let events = (0..<10).map { IngestFixture.event("r\($0)") }
            for _ in 0..<2 {
                _ = try await fixture.client.logEvents(request(events), metadata: fixture.metadata(client: "idem:2"))
            }
            let records = try await fixture.records()
            #expect(records.count == 2 && records[0].payload == records[1].payload && Set(records.map(\.sequence)) == [1])
        }
    }

    @Test func `without a sender events are told apart by request id`() async throws {
        try await IngestFixture.run { fixture in
            for _ in 0..<2 {
                _ = try await fixture.client.logEvents(
                    request([IngestFixture.event("r1")]), metadata: fixture.metadata(client: nil))
            }
            let records = try await fixture.records()
            #expect(records.allSatisfy { $0.deduplication == .requestID })
            #expect(Set(records.map(\.clientID)).count == 2)
        }
    }

    @Test func `refused events are named by their place in the request`() async throws {
        try await IngestFixture.run { fixture in
            let events = [
                IngestFixture.event("a", deployment: "even"), IngestFixture.event("", deployment: "odd"),
                IngestFixture.event("c", deployment: "not valid"), IngestFixture.event("d", deployment: "odd"),
                IngestFixture.event("e", deployment: "even").with { $0.timeUnixNanos = 5 },
            ]
            let response = try await fixture.client.logEvents(request(events), metadata: fixture.metadata())
            #expect(response.accepted == 2)
            #expect(response.refused.map(\.row) == [1, 2, 4])
            #expect(response.refused.map(\.code) == ["request_id_missing", "deployment_id", "timestamp_too_old"])
            let letters = try await fixture.deadLetters()
            #expect(Set(letters.map(\.row)) == [1, 2, 4])
            for letter in letters {
                let event = try Driftwatch_V1_InferenceEvent(serializedBytes: letter.payload)
                #expect(event == events[try #require(letter.row)])
            }
        }
    }

    @Test func `events of an unknown deployment are refused one by one where the project says so`() async throws {
        try await IngestFixture.run { fixture in
            _ = try await fixture.client.logEvents(
                request([IngestFixture.event("a", deployment: "known")]), metadata: fixture.metadata())
            let events = [IngestFixture.event("b", deployment: "known"), IngestFixture.event("c", deployment: "unknown")]
            let response = try await fixture.client.logEvents(request(events), metadata: fixture.metadata(fixture.refusing))
            #expect(response.accepted == 1)
            #expect(response.refused.map(\.row) == [1] && response.refused.map(\.code) == ["unknown_deployment"])
        }
    }

    @Test func `a request of too many events is refused before they are built`() async throws {
        try await IngestFixture.run { fixture in
            let events = [Driftwatch_V1_InferenceEvent](repeating: Driftwatch_V1_InferenceEvent(), count: 65_537)
            let code = try await IngestFixture.code {
                _ = try await fixture.client.logEvents(request(events), metadata: fixture.metadata())
            }
            #expect(code == .invalidArgument)
        }
    }

    @Test func `no events is fine, and a database that is away is not`() async throws {
        try await IngestFixture.run { fixture in
            #expect(try await fixture.client.logEvents(request([]), metadata: fixture.metadata()).accepted == 0)
            await fixture.pool.close()
            let code = try await IngestFixture.code {
                _ = try await fixture.client.logEvents(request([IngestFixture.event("a")]), metadata: fixture.metadata())
            }
            #expect(code == .unavailable)
        }
    }
}

extension Driftwatch_V1_InferenceEvent {
    /// The event with a change.
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}
