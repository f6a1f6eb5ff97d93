import Foundation
import GatewayService
import Protos
import Testing

@Suite struct Ingest {
    private let example = """
        {"deployment_id":"dep_123","model_version":"rec_sys_v5","request_id":"req_abc","timestamp":"2025-11-25T10:02:31Z",
         "prediction":{"class":"approve","score":0.82},"features":{"age":42,"region":"NA"},"latency_ms":45,
         "metadata":{"cohort":"web","ab_bucket":"A"}}
        """

    private func event(_ requestID: String) -> String { #"{"deployment_id":"d","request_id":"\#(requestID)"}"# }

    @Test func oneEventBecomesOneCallWithTheCallersProject() async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.ingest(example)
            #expect(answer.status == 200 && answer.text == #"{"status":"ok","ingested":1}"#)
            let call = try #require(peer.ingest.calls.first)
            #expect(call.project == peer.project && call.clientID == nil)
            let event = try #require(call.events.first)
            #expect(event.deploymentID == "dep_123" && event.requestID == "req_abc" && event.modelVersion == "rec_sys_v5")
            #expect(event.timeUnixNanos == 1_764_064_951_000_000_000)
            #expect(event.prediction.class == "approve" && event.prediction.score.value == 0.82 && !event.prediction.hasValue)
            #expect(event.features["age"]?.number == 42 && event.features["region"]?.category == "NA")
            #expect(event.latencyMs.value == 45 && event.metadata == ["cohort": "web", "ab_bucket": "A"])
        }
    }

    @Test func curlsOwnContentTypeIsTakenAsJSON() async throws {
        try await GatewayPeer.with { peer async throws in
            let headers = ["Content-Type": "application/x-www-form-urlencoded"]
            #expect(try await peer.ingest(example, headers: headers).status == 200)
        }
    }

    @Test func wrongEventsAreRefusedByTheirIndexAndTheRestIsTaken() async throws {
        try await GatewayPeer.with { peer async throws in
            let body = "[\(event("a")),{},\(event("refuse1")),7,\(event("b")),\(event("refuse2"))]"
            let answer = try await peer.ingest(body)
            #expect(answer.status == 200)
            #expect(answer.json["status"] as? String == "partial" && answer.json["ingested"] as? Int == 2)
            let refused = try #require(answer.json["refused"] as? [[String: Any]])
            #expect(refused.map { $0["index"] as? Int } == [1, 2, 3, 5])
            #expect(
                refused.map { $0["code"] as? String } == [
                    "field_missing", "timestamp_in_future", "field_type", "timestamp_in_future",
                ])
            #expect(peer.ingest.calls.first?.events.map(\.requestID) == ["a", "refuse1", "b", "refuse2"])
        }
    }

    @Test func whenNoEventIsTakenTheAnswerIs422WithTheList() async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.ingest("[{},\(event("refuse"))]")
            #expect(answer.status == 422 && answer.problem == "events_refused")
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect((answer.json["refused"] as? [[String: Any]])?.map { $0["index"] as? Int } == [0, 1])
            let one = try await peer.ingest("{}")
            #expect(one.status == 422 && one.json["detail"] as? String == "deployment_id is missing")
        }
    }

    @Test func anIdempotencyKeyNamesTheSenderAlwaysTheSame() async throws {
        try await GatewayPeer.with { peer async throws in
            for key in ["k1", "k1", "k2"] { _ = try await peer.ingest(event("a"), headers: ["Idempotency-Key": key]) }
            let clients = peer.ingest.calls.map(\.clientID)
            #expect(clients[0] == clients[1] && clients[0] != clients[2])
            #expect(clients[0]?.hasPrefix("idem:") == true && clients[0]?.count == 45)
            let long = try await peer.ingest(event("a"), headers: ["Idempotency-Key": String(repeating: "k", count: 256)])
            #expect(long.status == 400)
        }
    }

    @Test func aLargeBodyIsSentInPartsThatHaveSendersOfTheirOwn() async throws {
        try await GatewayPeer.with { peer async throws in
            let features = (0..<400).map { #""f\#($0)":1"# }.joined(separator: ",")
            let events = (0..<1_000).map { #"{"deployment_id":"d","request_id":"r\#($0)","features":{\#(features)}}"# }
            let body = "[\(events.joined(separator: ","))]"
            try #require(body.utf8.count < 4 << 20)
            for _ in 0..<2 {
                let answer = try await peer.ingest(body, headers: ["Idempotency-Key": "large"])
                #expect(answer.status == 200 && answer.json["ingested"] as? Int == 1_000, "\(answer.text.prefix(300))")
            }
            let clients = peer.ingest.calls.map(\.clientID)
            #expect(clients.count > 2 && clients.count % 2 == 0)
            #expect(Set(clients).count == clients.count / 2)
            #expect(Array(clients[..<(clients.count / 2)]) == Array(clients[(clients.count / 2)...]))
        }
    }

    @Test func aBodyBeyondTheLimitIs413() async throws {
        try await GatewayPeer.with({ $0.bodyBytesMax = 1_000 }) { peer async throws in
            let announced = try await peer.ingest("[" + String(repeating: " ", count: 2_000) + "]")
            #expect(announced.status == 413 && announced.problem == "too_large" && announced.json["limit_bytes"] as? Int == 1_000)
            let chunked = await RawClient.exchange(
                port: peer.port,
                send: [
                    "POST /v1/ingest/metrics HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(peer.key)\r\n"
                        + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
                    "7d0\r\n" + String(repeating: " ", count: 2_000) + "\r\n0\r\n\r\n",
                ], pause: .milliseconds(50))
            #expect(chunked.hasPrefix("HTTP/1.1 413"))
            #expect(peer.ingest.calls.isEmpty)
        }
    }

    @Test func otherTypesAndCompressedBodiesAre415() async throws {
        try await GatewayPeer.with { peer async throws in
            #expect(try await peer.ingest(example, headers: ["Content-Type": "text/csv"]).status == 415)
            #expect(try await peer.ingest(example, headers: ["Content-Encoding": "gzip"]).status == 415)
            #expect(try await peer.ingest(example, headers: ["Content-Type": "Application/JSON; charset=utf-8"]).status == 200)
        }
    }

    @Test(arguments: [
        ("", 1, 1), ("{", 1, 2), ("{\"a\":1,\n \"a\":2}", 2, 2), ("[1,]", 1, 4), ("nul", 1, 1), ("1 2", 1, 3), ("\"\\q\"", 1, 3),
        ("[\"\u{1}\"]", 1, 3),
    ])
    func aBodyThatIsNotJSONIs400WithThePlace(body: String, line: Int, column: Int) async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.ingest(body)
            #expect(answer.status == 400 && answer.problem == "bad_json", "\(answer.text)")
            #expect(answer.json["line"] as? Int == line && answer.json["column"] as? Int == column, "\(answer.text)")
        }
    }

    @Test func faultsOfTheServiceAreNotShownToTheCaller() async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.ingest(event("busy"))
            #expect(answer.status == 503 && answer.header("Retry-After") == "1")
            #expect(!answer.text.contains("secret"))
        }
    }

    @Test func moreBodiesAtOnceThanAllowedGet503() async throws {
        try await GatewayPeer.with({ $0.ingestsMax = 1 }) { peer async throws in
            async let slow = RawClient.exchange(
                port: peer.port,
                send: [
                    "POST /v1/ingest/metrics HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(peer.key)\r\n"
                        + "Content-Length: \(event("a").utf8.count)\r\nConnection: close\r\n\r\n", "", "", "", "", "", event("a"),
                ], pause: .milliseconds(200))
            try await Task.sleep(for: .milliseconds(500))
            #expect(try await peer.ingest(event("b")).status == 503)
            #expect(await slow.hasPrefix("HTTP/1.1 200"))
            #expect(try await peer.ingest(event("b")).status == 200)
        }
    }
}
