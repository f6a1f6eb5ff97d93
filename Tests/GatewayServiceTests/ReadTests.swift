import Contracts
import Foundation
import GatewayService
import Protos
import Testing

@Suite struct Reads {
    private func time(_ text: String) -> Int64 { Timestamp(rfc3339: text)!.nanos }

    @Test func aWindowIsTheRangeBackFromNowInWholeMinutes() async throws {
        try await GatewayPeer.with { peer async throws in
            let path = "/v1/metrics/query?metric=psi&feature=age&deployment_id=dep_1"
            for (query, start, end, step) in [
                ("", "2025-11-24T10:03:00Z", "2025-11-25T10:03:00Z", 3_600),
                ("&window=2h", "2025-11-25T08:03:00Z", "2025-11-25T10:03:00Z", 60),
                ("&window=12h", "2025-11-24T22:03:00Z", "2025-11-25T10:03:00Z", 300),
                ("&window=30d", "2025-10-26T10:03:00Z", "2025-11-25T10:03:00Z", 86_400),
                ("&window=24h&step=10m", "2025-11-24T10:03:00Z", "2025-11-25T10:03:00Z", 600),
                ("&window=1h&end=2025-01-01T00:00:00Z", "2024-12-31T23:00:00Z", "2025-01-01T00:00:00Z", 60),
                ("&window=1h&start=2025-01-01T00:00:00%2B01:00", "2024-12-31T23:00:00Z", "2025-01-01T00:00:00Z", 60),
                (
                    "&window=24h&start=2025-01-01T00:00:00Z&end=2025-01-01T01:00:00Z", "2025-01-01T00:00:00Z",
                    "2025-01-01T01:00:00Z", 60
                ),
            ] {
                #expect(try await peer.get(path + query).status == 200)
                let asked = try #require(peer.reads.questions.last(Driftwatch_V1_QueryMetricRequest.self))
                #expect(asked.startUnixNanos == time(start) && asked.endUnixNanos == time(end), "\(query)")
                #expect(asked.stepNanos == Int64(step) * Timestamp.nanosPerSecond, "\(query)")
            }
        }
    }

    @Test func everyParameterReachesTheService() async throws {
        try await GatewayPeer.with { peer async throws in
            _ = try await peer.get(
                "/v1/metrics/query?metric=psi&feature=a%20b%26c&deployment_id=dep_1&slice=cohort%3Dweb&model_version=v+1&window=1h"
            )
            let query = try #require(peer.reads.questions.last(Driftwatch_V1_QueryMetricRequest.self))
            #expect(
                query.feature == "a b&c" && query.slice == "cohort=web" && query.modelVersion == "v 1" && query.metric == "psi")
            _ = try await peer.get("/v1/events?deployment_id=dep_1&limit=7&request_id=r%2F1")
            let events = try #require(peer.reads.questions.last(Driftwatch_V1_ListEventsRequest.self))
            #expect(events.limit == 7 && events.requestID == "r/1")
            _ = try await peer.get("/v1/metrics/distribution?deployment_id=dep_1&feature=age&bins=12")
            #expect(peer.reads.questions.last(Driftwatch_V1_GetDistributionRequest.self)?.bins == 12)
            #expect(try await peer.get("/v1/deployments/dep%3A1").json["id"] as? String == "dep:1")
        }
    }

    @Test(arguments: [
        "/v1/metrics/query?metric=psi", "/v1/metrics/query?deployment_id=d", "/v1/metrics/query?metric=psi&deployment_id=no%20id",
        "/v1/metrics/drift?deployment_id=d&window=soon", "/v1/metrics/drift?deployment_id=d&window=0h",
        "/v1/metrics/drift?deployment_id=d&start=yesterday", "/v1/metrics/drift?deployment_id=d&colour=red",
        "/v1/metrics/drift?deployment_id=d&deployment_id=e", "/v1/metrics/drift?deployment_id=%ff",
        "/v1/metrics/drift?deployment_id=d&start=2025-01-02T00:00:00Z&end=2025-01-01T00:00:00Z",
        "/v1/metrics/query?metric=psi&deployment_id=d&step=90s", "/v1/metrics/query?metric=psi&deployment_id=d&step=1ms",
        "/v1/events?deployment_id=d&limit=0", "/v1/events?deployment_id=d&limit=1001", "/v1/events?deployment_id=d&limit=-1",
        "/v1/metrics/distribution?deployment_id=d&feature=a&bins=1000", "/v1/deployments?x=1",
    ])
    func aWrongParameterIs400AndNamed(path: String) async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.get(path)
            #expect(answer.status == 400 && answer.problem == "bad_parameter", "\(answer.text)")
            let name = try #require(answer.json["parameter"] as? String)
            #expect((answer.json["detail"] as? String)?.hasPrefix("\(name): ") == true)
        }
    }

    @Test func aSeriesHasTheContractsFormAndNeverANumberThatIsNone() async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.get("/v1/metrics/query?metric=psi&feature=age&deployment_id=dep_1")
            #expect(
                answer.text == #"""
                    {"metric":"psi","deployment_id":"dep_1","feature":"age","unit":"ratio","state":"ok","series":[{"ts":"2025-11-25T10:00:00Z","value":0.014,"state":"ok","count":3},{"ts":"2025-11-25T10:00:00Z","state":"insufficient","count":3},{"ts":"2025-11-25T10:00:00Z","state":"ok","count":3},{"ts":"2025-11-25T10:00:00Z","state":"ok","count":3,"open":true}],"slices":{"cohort=\"web\"":[{"ts":"2025-11-25T10:00:00Z","value":1.0,"state":"ok","count":3}]},"total":{"value":0.5,"state":"ok","count":3,"noise_floor":0.01,"severity":"high"},"thresholds":{"warning":0.1},"reference":null}
                    """#)
        }
    }

    @Test func otherAnswersHaveTheContractsFormToo() async throws {
        try await GatewayPeer.with { peer async throws in
            #expect(
                try await peer.get("/v1/metrics/drift?deployment_id=dep_1").text == #"""
                    {"status":"WARNING","count":0,"reference":null,"features":[{"feature":"age","type":"","severity":"","drifted":false,"missing_ratio":0.0,"missing_ratio_reference":null,"type_errors":0,"metrics":{"psi":{"value":0.3,"state":"ok","count":3}}}]}
                    """#)
            #expect(
                try await peer.get("/v1/metrics/distribution?deployment_id=dep_1&feature=age").text == #"""
                    {"feature":"","type":"","count_reference":0,"count_current":0,"bins":[{"label":"(-inf, 1)","kind":"numeric","upper":1.0,"reference":0.0,"current":0.0}],"reference":null}
                    """#)
            let events = try await peer.get("/v1/events?deployment_id=dep_1")
            let event = try #require((events.json["events"] as? [[String: Any]])?.first, "\(events.text)")
            let features = try #require(event["features"] as? [String: Any])
            #expect(features["nan"] is NSNull && (features["infinite"] as? [String: String]) == ["number": "-Infinity"])
            #expect((features["text"] as? [String: String]) == ["text": "\u{2028}\"</script>"])
            #expect((features["embedding"] as? [Any])?.count == 2 && event["latency_ms"] is NSNull)
            let deployment = try await peer.get("/v1/deployments/dep_1").json
            #expect(deployment["count"] as? Int64 == .max && deployment["first_event_at"] is NSNull)
            #expect(deployment["created_at"] as? String == "2025-11-25T10:02:31Z")
            #expect((try await peer.get("/v1/deployments").json["deployments"] as? [Any])?.count == 1)
            #expect(
                try await peer.get("/v1/progress").text
                    == #"{"appended_batches":0,"processed_batches":0,"suppressed_batches":0,"suppressed_events":0}"#)
        }
    }

    @Test func aReferenceComesFromAWindowOrFromAProfile() async throws {
        try await GatewayPeer.with { peer async throws in
            let path = "/v1/deployments/dep_1/reference"
            func last() throws -> Driftwatch_V1_SetReferenceRequest {
                try #require(peer.stream.questions.last(Driftwatch_V1_SetReferenceRequest.self))
            }
            #expect(try await peer.send("POST", path, body: Data(#"{"window":"24h","description":"a day"}"#.utf8)).status == 201)
            #expect(try last().window.endUnixNanos == GatewayPeer.now.nanos && last().description_p == "a day")
            #expect(try last().window.startUnixNanos == GatewayPeer.now.nanos - Timestamp.nanosPerDay)
            let explicit = #"{"window":{"start":"2025-01-01T00:00:00Z","end":"2025-01-02T00:00:00Z"}}"#
            let answer = try await peer.send("POST", path, body: Data(explicit.utf8))
            #expect(try last().window.startUnixNanos == time("2025-01-01T00:00:00Z"))
            #expect(answer.text == #"{"id":"ref_1","version":2,"count":0,"created_at":null,"description":""}"#)
            let profile = Data((0..<1_000).map { UInt8(truncatingIfNeeded: $0) })
            let headers = ["Content-Type": "application/octet-stream"]
            #expect(try await peer.send("POST", path + "?description=file", body: profile, headers: headers).status == 201)
            #expect(try last().profile == profile && last().description_p == "file")
            for wrong in [
                "{}", "[]", #"{"window":"soon"}"#, #"{"window":{"start":"2025-01-01T00:00:00Z"}}"#, #"{"window":7}"#, "x",
            ] {
                #expect(try await peer.send("POST", path, body: Data(wrong.utf8)).status == 400, "\(wrong)")
            }
            #expect(try await peer.send("POST", path, body: Data(), headers: headers).status == 400)
            #expect(try await peer.send("POST", path, body: Data("a".utf8), headers: ["Content-Type": "text/csv"]).status == 415)
        }
    }

    @Test(arguments: [
        ("not-there", 404), ("wrong", 400), ("denied", 403), ("exhausted", 429), ("away", 503), ("late", 504), ("broken", 500),
        ("early", 409),
    ])
    func aServicesStatusBecomesAnHTTPStatus(deployment: String, status: Int) async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.get("/v1/deployments/\(deployment)")
            #expect(answer.status == status && answer.json["status"] as? Int == status)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(answer.text.contains("message of \(deployment)") == (status < 500))
        }
    }
}
