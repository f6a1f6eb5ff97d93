import GRPCCore
import RPC
import RPCEcho
import SwiftProtobuf
import Testing

@Suite("health")
struct HealthTests {
    @Test("the server and its services are SERVING; another is NOT_FOUND")
    func check() async throws {
        try await withEchoServer { server in
            let health = Grpc_Health_V1_Health.Client(wrapping: try server.client().client)
            for name in ["", EchoService.name] {
                #expect(try await health.check(.with { $0.service = name }).status == .serving)
            }
            let error = await #expect(throws: RPCError.self) { try await health.check(.with { $0.service = "no.such.Service" }) }
            #expect(error?.code == .notFound)
            server.server.health.set(EchoService.name, isServing: false)
            #expect(try await health.check(.with { $0.service = EchoService.name }).status == .notServing)
            #expect(try await health.list(.init()).statuses.mapValues(\.status) == ["": .serving, EchoService.name: .notServing])
        }
    }

    @Test("a watch tells each change, and ends with the server")
    func watch() async throws {
        let seen = Recorder<Grpc_Health_V1_HealthCheckResponse.ServingStatus>()
        let client = try await withEchoServer { server in
            let client = try server.client().client
            let health = Grpc_Health_V1_Health.Client(wrapping: client)
            Task {
                try await health.watch(.with { $0.service = EchoService.name }) { response in
                    for try await answer in response.messages { seen.add(answer.status) }
                }
            }
            #expect(await eventually { seen.all.count == 1 })
            server.server.health.set(EchoService.name, isServing: false)
            #expect(await eventually { seen.all.count == 2 })
            server.server.health.set(EchoService.name, isServing: true)
            #expect(await eventually { seen.all.count == 3 })
            return client
        }
        #expect(await eventually { seen.all == [.serving, .notServing, .serving, .notServing] })
        _ = client
    }

    @Test("a watch of an unknown service says so and goes on")
    func watchUnknown() async throws {
        let seen = Recorder<Grpc_Health_V1_HealthCheckResponse.ServingStatus>()
        try await withEchoServer { server in
            let health = Grpc_Health_V1_Health.Client(wrapping: try server.client().client)
            let watch = Task {
                try await health.watch(.with { $0.service = "later" }) { response in
                    for try await answer in response.messages { seen.add(answer.status) }
                }
            }
            #expect(await eventually { seen.all == [.serviceUnknown] })
            server.server.health.set("later", isServing: true)
            #expect(await eventually { seen.all == [.serviceUnknown, .serving] })
            watch.cancel()
            _ = try? await watch.value
        }
    }

    @Test("interceptors do not stand before health")
    func noInterceptors() async throws {
        let seen = Recorder<Bool>()
        try await withEchoServer(interceptors: [CallInfoInterceptor { _ in seen.add(true) }]) { server in
            let client = try server.client()
            _ = try await Grpc_Health_V1_Health.Client(wrapping: client.client).check(.init())
            #expect(seen.all.isEmpty)
            _ = try await client.echo("x")
            #expect(seen.all == [true])
        }
    }
}
