import GRPCCore
import RPC
import RPCEcho
import Testing

@Suite("the end of servers and clients")
struct ShutdownTests {
    @Test("calls in flight finish, new ones are refused, and run returns")
    func graceful() async throws {
        let echo = EchoService()
        var configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
        configuration.shutdownGracePeriod = .seconds(120)
        let server = try RPCServer(configuration: configuration, services: [echo], logger: quietLogger)
        let client = try EchoClient(server.addresses[0].description)
        async let running: Void = server.run()
        let slow = Task { try await client.echo("in flight", metadata: ["x-delay-ms": "500"]) }
        let stream = Task { try await client.expand(count: 50, size: 1000, metadata: ["x-delay-ms": "500"]) }
        #expect(await eventually { echo.log.begun == 2 })
        server.beginGracefulShutdown()
        let error = await #expect(throws: RPCError.self) {
            _ = try await EchoClient(server.addresses[0].description).echo("late", options: .timeout(.seconds(60)))
        }
        #expect(error?.code == .unavailable)
        #expect(try await slow.value == "in flight")
        #expect(try await stream.value.count == 50)
        try await running
    }

    @Test("calls that do not finish are cut off after the grace period")
    func cutOff() async throws {
        let echo = EchoService()
        var configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
        configuration.shutdownGracePeriod = .milliseconds(300)
        let server = try RPCServer(configuration: configuration, services: [echo], logger: quietLogger)
        let client = try EchoClient(server.addresses[0].description)
        async let running: Void = server.run()
        let slow = Task { try await client.echo("never", metadata: ["x-delay-ms": "600000"]) }
        #expect(await eventually { echo.log.begun == 1 })
        let start = ContinuousClock.now
        server.beginGracefulShutdown()
        try await running
        #expect(.now - start >= .milliseconds(300) && .now - start < .seconds(60))
        #expect(echo.log.cancelled == 1)
        await #expect(throws: RPCError.self) { _ = try await slow.value }
    }

    @Test("cancelling the task of run cuts calls off at once")
    func cancelled() async throws {
        let echo = EchoService()
        let configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
        let server = try RPCServer(configuration: configuration, services: [echo], logger: quietLogger)
        let client = try EchoClient(server.addresses[0].description)
        let running = Task { try await server.run() }
        let slow = Task { try await client.echo("never", metadata: ["x-delay-ms": "600000"]) }
        #expect(await eventually { echo.log.begun == 1 })
        let start = ContinuousClock.now
        running.cancel()
        try await running.value
        #expect(.now - start < .seconds(60))
        await #expect(throws: RPCError.self) { _ = try await slow.value }
    }

    @Test("a handler hears that the server stops, and can end its stream")
    func shutdownSignal() async throws {
        let heard = Recorder<Bool>()
        let listen = CallInfoInterceptor { info in
            Task {
                await info?.shutdown.wait()
                heard.add(info?.shutdown.isGiven == true)
            }
        }
        try await withEchoServer(interceptors: [listen]) { server in
            _ = try await server.client().echo("x")
            #expect(heard.all.isEmpty)
        }
        #expect(await eventually { heard.all == [true] })
    }

    @Test("a server that never ran can go, and its port is free again")
    func neverRan() async throws {
        let first = try await withEchoServer { server in server.address }
        let configuration = ServerConfiguration(addresses: [try RPCAddress("127.0.0.1:0")])
        do {
            let server = try RPCServer(configuration: configuration, services: [], logger: quietLogger)
            #expect(server.addresses[0].description != first)
        }
        let again = try RPCServer(configuration: configuration, services: [], logger: quietLogger)
        again.beginGracefulShutdown()
        try await again.run()
    }

    @Test("two servers do not share a port")
    func portIsTaken() async throws {
        try await withEchoServer { server in
            let configuration = ServerConfiguration(addresses: [try RPCAddress(server.address)])
            let error = #expect(throws: RPCSetupError.self) {
                try RPCServer(configuration: configuration, services: [], logger: quietLogger)
            }
            #expect(error?.code == .listen)
            #expect(error?.message.contains(server.address) == true)
        }
    }

    @Test("a client that shuts down finishes its calls and takes no more")
    func clientShutdown() async throws {
        try await withEchoServer { server in
            let echo = try server.client()
            let running = Task { try await echo.client.runConnections() }
            let slow = Task { try await echo.echo("in flight", metadata: ["x-delay-ms": "300"]) }
            #expect(await eventually { server.log.begun == 1 })
            echo.client.beginGracefulShutdown()
            await #expect(throws: (any Error).self) { try await echo.echo("late") }
            #expect(try await slow.value == "in flight")
            try await running.value
        }
    }

    @Test("cancelling a client's connections cancels its calls")
    func clientCancelled() async throws {
        try await withEchoServer { server in
            let echo = try server.client()
            let running = Task { try await echo.client.runConnections() }
            let slow = Task { try await echo.echo("never", metadata: ["x-delay-ms": "600000"]) }
            #expect(await eventually { server.log.begun == 1 })
            running.cancel()
            let error = await #expect(throws: RPCError.self) { try await slow.value }
            #expect(error?.code == .cancelled)
            try await running.value
        }
    }

    @Test("a server that is away is UNAVAILABLE, and a call that may wait waits for it")
    func reconnect() async throws {
        let address = try await withEchoServer { server in server.address }
        let client = try EchoClient(address)
        let error = await #expect(throws: RPCError.self) { try await client.echo("nobody there") }
        #expect(error?.code == .unavailable)
        var options = CallOptions.timeout(.seconds(120))
        options.waitForReady = true
        let waiting = Task { [options] in try await client.echo("patience", options: options) }
        try await Task.sleep(for: .milliseconds(200))
        try await withEchoServer {
            $0.addresses = [try RPCAddress(address)]
        } _: { server in
            let answer = try await waiting.value
            #expect(answer == "patience")
        }
    }
}
