import Foundation
import GRPCCore
import GRPCNIOTransportHTTP2Posix
import RPC
import Synchronization

/// Calls for some time, after a warm-up: prints "begin", then "end <calls or bytes> <seconds> <CPU seconds>".
enum BenchClient {
    static func run(_ transport: Transport, port: Int, scenario: String, callers: Int, seconds: Double) async throws {
        switch transport {
        case .core:
            try await measure(
                RPCClient.make("127.0.0.1:\(port)"), scenario: scenario, callers: callers, seconds: seconds)
        case .nio:
            let transport = try HTTP2ClientTransport.Posix(
                target: .ipv4(address: "127.0.0.1", port: port), transportSecurity: .plaintext)
            let client = GRPCClient(transport: transport)
            let running = Task { try await client.runConnections() }
            try await measure(client, scenario: scenario, callers: callers, seconds: seconds)
            client.beginGracefulShutdown()
            try await running.value
        }
    }

    private static func measure(
        _ client: GRPCClient<some ClientTransport>, scenario: String, callers: Int, seconds: Double
    ) async throws {
        try await measure(client, callers: callers, seconds: seconds) { client, end in
            scenario == "unary" ? try await call(client, until: end) : try await stream(client, until: end)
        }
    }

    private static func measure<T: ClientTransport>(
        _ client: GRPCClient<T>, callers: Int, seconds: Double,
        _ work: @escaping @Sendable (GRPCClient<T>, ContinuousClock.Instant) async throws -> Int
    ) async throws {
        _ = try await repeatWork(client, callers: callers, seconds: 0.5, work)
        print("begin")
        fflush(nil)
        let cpu = cpuSeconds()
        let start = ContinuousClock.now
        let done = try await repeatWork(client, callers: callers, seconds: seconds, work)
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        print("end \(done) \(elapsed) \(cpuSeconds() - cpu)")
        fflush(nil)
    }

    private static func repeatWork<T: ClientTransport>(
        _ client: GRPCClient<T>, callers: Int, seconds: Double,
        _ work: @escaping @Sendable (GRPCClient<T>, ContinuousClock.Instant) async throws -> Int
    ) async throws -> Int {
        let end = ContinuousClock.now + .seconds(seconds)
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<callers { group.addTask { try await work(client, end) } }
            return try await group.reduce(0, +)
        }
    }

    /// Unary calls of 200 bytes; returns how many.
    private static func call<T: ClientTransport>(_ client: GRPCClient<T>, until end: ContinuousClock.Instant) async throws -> Int
    {
        let message = [UInt8](repeating: 7, count: 200)
        var calls = 0
        while .now < end {
            let answer = try await client.unary(
                request: ClientRequest(message: message), descriptor: BenchService.echo, serializer: ArrayCoder(),
                deserializer: ArrayCoder(), options: .defaults
            ) { try $0.message }
            guard answer == message else { throw BenchFault(message: "a wrong echo") }
            calls += 1
        }
        return calls
    }

    /// One stream of messages of 64 KiB; returns how many bytes the server got.
    private static func stream<T: ClientTransport>(_ client: GRPCClient<T>, until end: ContinuousClock.Instant) async throws
        -> Int
    {
        let request = StreamingClientRequest<[UInt8]> { writer in
            let message = [UInt8](repeating: 7, count: 65_536)
            while .now < end { try await writer.write(message) }
        }
        let answer = try await client.clientStreaming(
            request: request, descriptor: BenchService.collect, serializer: ArrayCoder(), deserializer: ArrayCoder(),
            options: .defaults
        ) { try $0.message }
        return Int(String(decoding: answer, as: UTF8.self)) ?? 0
    }
}
