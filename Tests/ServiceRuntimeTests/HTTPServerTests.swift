import Foundation
import Hummingbird
import Logging
import ServiceLifecycle
import ServiceRuntime
import Testing

@Suite struct HTTPServers {
    private func serve<Result: Sendable>(
        _ change: (inout HTTPServer.Configuration) -> Void = { _ in },
        responder: @escaping HTTPServer.Responder, _ body: @Sendable (Int, ServiceGroup) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPServer.Configuration(listen: .host("127.0.0.1", port: 0), settingName: "test.listen")
        change(&configuration)
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let server = HTTPServer(configuration: configuration, logger: logger, responder: responder)
        let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
        async let run: Void = group.run()
        let result = try await body(try await server.boundPort, group)
        await group.triggerGracefulShutdown()
        try await run
        return result
    }

    @Test func aClientThatSaysNothingIsCutOff() async throws {
        try await serve({ $0.idleTimeout = .milliseconds(300) }, responder: { _ in Response(status: .ok) }) {
            port, _ async throws in
            let start = ContinuousClock.now
            let answer = await RawClient.exchange(port: port, send: ["GET / HT"], pause: .zero)
            #expect(answer.isEmpty)
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func aBodyThatDripsIsCutOff() async throws {
        let responder: HTTPServer.Responder = { request in
            do {
                for try await _ in request.body {}
                return Response(status: .ok)
            } catch {
                return Response(status: .badRequest)
            }
        }
        try await serve({ $0.requestTimeout = .milliseconds(600) }, responder: responder) { port, _ async throws in
            let drips = ["POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n"] + Array(repeating: "x", count: 1000)
            let start = ContinuousClock.now
            let answer = await RawClient.exchange(port: port, send: drips, pause: .milliseconds(100))
            #expect(!answer.hasPrefix("HTTP/1.1 200"))
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func headersBeyondTheLimitAreRefused() async throws {
        try await serve(responder: { _ in Response(status: .ok) }) { port, _ async throws in
            let long = String(repeating: "a", count: 100_000)
            let answer = await RawClient.exchange(
                port: port, send: ["GET / HTTP/1.1\r\nHost: a\r\nX-Long: \(long)\r\n\r\n"], pause: .zero)
            #expect(!answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func textThatIsNoHTTPIsRefused() async throws {
        try await serve(responder: { _ in Response(status: .ok) }) { port, _ async throws in
            let answer = await RawClient.exchange(port: port, send: ["\u{0}\u{1}nonsense\r\n\r\n"], pause: .zero)
            #expect(answer.hasPrefix("HTTP/1.1 400") || answer.isEmpty)
        }
    }

    @Test func aRequestInFlightFinishesWhenTheServerStops() async throws {
        let (arrived, arrival) = AsyncStream.makeStream(of: Void.self)
        let responder: HTTPServer.Responder = { _ in
            arrival.finish()
            try? await Task.sleep(for: .milliseconds(500))
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "finished")))
        }
        try await serve(responder: responder) { port, group async throws in
            async let answer = RawClient.exchange(
                port: port, send: ["GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"], pause: .zero)
            for await _ in arrived {}
            await group.triggerGracefulShutdown()
            #expect(await answer.hasSuffix("finished"))
        }
    }
}
