import Contracts
import Foundation
import GatewayService
import Protos
import Testing

@Suite struct Addresses {
    @Test func withoutAValidKeyEveryAddressIs401() async throws {
        try await GatewayPeer.with { peer async throws in
            for key in [nil, "", "x", APIKeySecret.random().rawValue, String(repeating: "a", count: 10_000)] as [String?] {
                for path in ["/v1/project", "/v1/deployments", "/v1/metrics/query", "/v1/events", "/v1/progress"] {
                    let answer = try await peer.get(path, key: .some(key))
                    #expect(answer.status == 401 && answer.problem == "unauthenticated")
                    #expect(answer.header("WWW-Authenticate") == "Bearer realm=\"driftwatch\"")
                }
            }
        }
    }

    @Test func aKeyIsItsProjectsAndDoesWhatItsRoleAllows() async throws {
        try await GatewayPeer.with { peer async throws in
            let project = try await peer.get("/v1/project")
            #expect(project.json["project_id"] as? String == peer.project && project.json["role"] as? String == "editor")
            #expect((project.json["organisation_id"] as? String)?.hasPrefix("org_") == true)
            let event = Data(#"{"deployment_id":"d","request_id":"r"}"#.utf8)
            let (writer, reader) = (try await peer.makeKey("writer"), try await peer.makeKey("reader"))
            #expect(try await peer.send("POST", "/v1/ingest/metrics", body: event, key: writer).status == 200)
            #expect(try await peer.send("POST", "/v1/ingest/metrics", body: event, key: reader).status == 403)
            #expect(try await peer.get("/v1/deployments", key: writer).status == 403)
            #expect(try await peer.get("/v1/deployments", key: reader).status == 200)
            let window = Data(#"{"window":"1h"}"#.utf8)
            #expect(try await peer.send("POST", "/v1/deployments/d/reference", body: window, key: reader).status == 403)
        }
    }

    @Test func anUnknownAddressIs404AndAnotherMethodIs405WithTheAllowed() async throws {
        try await GatewayPeer.with { peer async throws in
            for path in ["/v1", "/v1/", "/v1/none", "/v1/deployments/", "/v1/deployments/a/b", "/v1//deployments", "/else", "/"] {
                let answer = try await peer.get(path)
                #expect(answer.status == 404 && answer.problem == "not_found", "\(path)")
            }
            let delete = try await peer.send("DELETE", "/v1/deployments")
            #expect(delete.status == 405 && delete.header("Allow") == "GET, HEAD, OPTIONS")
            let get = try await peer.get("/v1/ingest/metrics")
            #expect(get.status == 405 && get.header("Allow") == "POST, OPTIONS")
            let options = try await peer.send("OPTIONS", "/v1/metrics/drift")
            #expect(options.status == 204 && options.header("Allow") == "GET, HEAD, OPTIONS" && options.body.isEmpty)
            let head = try await peer.send("HEAD", "/v1/project")
            #expect(head.status == 200 && head.body.isEmpty && head.header("Content-Type") == "application/json")
        }
    }

    @Test func everyAnswerOfTheAPIForbidsSniffingAndStoring() async throws {
        try await GatewayPeer.with { peer async throws in
            for path in ["/v1/project", "/v1/none"] {
                let answer = try await peer.get(path)
                #expect(answer.header("X-Content-Type-Options") == "nosniff" && answer.header("Cache-Control") == "no-store")
            }
        }
    }

    @Test func theDescriptionIsServedAndSaysWhatThereIs() async throws {
        try await GatewayPeer.with { peer async throws in
            let answer = try await peer.get("/openapi.json", key: .some(nil))
            #expect(answer.status == 200 && answer.header("Content-Type") == "application/json")
            #expect((answer.json["openapi"] as? String)?.hasPrefix("3.1") == true)
            let paths = try #require(answer.json["paths"] as? [String: [String: Any]])
            #expect(paths.count == 11)
            for (path, operations) in paths {
                let options = try await peer.send("OPTIONS", path.replacingOccurrences(of: "{id}", with: "dep_1"))
                let allowed = Set(
                    (options.header("Allow") ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
                #expect(allowed.subtracting(["HEAD", "OPTIONS"]) == Set(operations.keys.map { $0.uppercased() }), "\(path)")
            }
        }
    }

    @Test func twoAuthorizationsAreRefused() async throws {
        try await GatewayPeer.with { peer async throws in
            let line = "Authorization: Bearer \(peer.key)\r\n"
            let answer = await RawClient.exchange(
                port: peer.port, send: ["GET /v1/project HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(line)\(line)\r\n"],
                pause: .zero)
            #expect(answer.hasPrefix("HTTP/1.1 401"))
        }
    }
}
