import Foundation
import FoundationNetworking
import Logging
import ServiceLifecycle
import ServiceRuntime
import Testing

@Suite struct AdminServers {
    /// Runs a component beside a test and stops it gracefully afterwards.
    private func running<Component: Service, Result: Sendable>(
        _ component: Component, _ body: @Sendable (ServiceGroup) async throws -> Result
    ) async throws -> Result {
        let group = ServiceGroup(configuration: .init(services: [component], logger: quiet))
        async let run: Void = group.run()
        let result = try await body(group)
        await group.triggerGracefulShutdown()
        try await run
        return result
    }

    private var quiet: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }

    private func get(_ port: Int, _ path: String, method: String = "GET") async throws -> (
        status: Int, body: String, response: HTTPURLResponse
    ) {
        var request = URLRequest(url: URL(string: "http://127.0.0.1:\(port)\(path)")!)
        request.httpMethod = method
        let (data, response) = try await URLSession.shared.data(for: request)
        let http = response as! HTTPURLResponse
        return (http.statusCode, String(decoding: data, as: UTF8.self), http)
    }

    @Test func itAnswersHealthReadinessAndMetrics() async throws {
        let metrics = MetricsRegistry()
        metrics.counter("driftwatch_seen_total", help: "seen").add(5)
        let readiness = Readiness()
        let isDown = readiness
        let server = AdminServer(listen: .host("127.0.0.1", port: 0), metrics: metrics, readiness: readiness, logger: quiet)
        try await running(server) { _ async throws in
            let port = try await server.boundPort
            #expect(try await get(port, "/healthz").status == 200)
            #expect(try await get(port, "/readyz").status == 200)
            let text = try await get(port, "/metrics")
            #expect(text.body.contains("driftwatch_seen_total 5\n"))
            #expect(text.response.value(forHTTPHeaderField: "Content-Type")?.hasPrefix("text/plain; version=0.0.4") == true)
            #expect(try await get(port, "/else").status == 404)
            #expect(try await get(port, "/metrics", method: "POST").status == 405)
            let head = try await get(port, "/metrics", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty)
            isDown.register("database") { "it is away" }
            let down = try await get(port, "/readyz")
            #expect(down.status == 503 && down.body == "database: it is away\n")
            #expect(try await get(port, "/healthz").status == 200)
        }
    }

    @Test func aCheckThatDoesNotAnswerIsAFault() async {
        let readiness = Readiness()
        readiness.register("slow") {
            try? await Task.sleep(for: .seconds(600))
            return nil
        }
        let start = ContinuousClock.now
        #expect(await readiness.faults().map(\.fault) == ["no answer within 2 s"])
        #expect(ContinuousClock.now - start < .seconds(60))
    }

    @Test func anAddressInUseIsAConfigurationError() async throws {
        let first = AdminServer(
            listen: .host("127.0.0.1", port: 0), metrics: MetricsRegistry(), readiness: Readiness(), logger: quiet)
        try await running(first) { _ async throws in
            let port = try await first.boundPort
            let second = AdminServer(
                listen: .host("127.0.0.1", port: port), metrics: MetricsRegistry(), readiness: Readiness(), logger: quiet)
            let error = await #expect(throws: ConfigurationError.self) { try await second.run() }
            #expect("\(try #require(error))".contains("admin.listen: cannot listen on 127.0.0.1:\(port)"))
        }
    }
}
