import GRPCCore
import RPC
import RPCEcho
import Testing

@Suite("deadlines and cancellation")
struct DeadlineTests {
    @Test("a call that takes too long is DEADLINE_EXCEEDED, and its handler hears of it")
    func deadline() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            let start = ContinuousClock.now
            try await exceedDeadline(of: server) { options in
                _ = try await client.echo("slow", metadata: ["x-delay-ms": "600000"], options: options)
            }
            #expect(.now - start < .seconds(300))
            #expect(await eventually { server.log.cancelled == server.log.begun })
        }
    }

    @Test("a stream that takes too long is DEADLINE_EXCEEDED")
    func streamDeadline() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            try await exceedDeadline(of: server) { options in
                _ = try await client.expand(count: 1, size: 1, metadata: ["x-delay-ms": "600000"], options: options)
            }
            #expect(await eventually { server.log.cancelled == server.log.begun })
        }
    }

    /// Calls with ever longer deadlines until one has reached its handler: on a busy machine a short one passes on the way.
    private func exceedDeadline(
        of server: EchoServer, _ call: (CallOptions) async throws -> Void
    ) async throws {
        for seconds in [1, 4, 16, 64] where server.log.begun == 0 {
            let error = await #expect(throws: RPCError.self) { try await call(.timeout(.seconds(seconds))) }
            #expect(error?.code == .deadlineExceeded)
        }
        #expect(server.log.begun > 0)
    }

    @Test("the handler knows the deadline")
    func handlerKnowsDeadline() async throws {
        let seen = Recorder<Duration?>()
        try await withEchoServer(interceptors: [CallInfoInterceptor { info in seen.add(info?.deadline.map { $0 - .now }) }]) {
            server in
            let client = try server.client()
            _ = try await client.echo("timed", options: .timeout(.seconds(100)))
            _ = try await client.echo("free")
        }
        let deadlines = seen.all
        try #require(deadlines.count == 2)
        let left = try #require(deadlines[0])
        #expect(left > .seconds(80) && left <= .seconds(101))
        #expect(deadlines[1] == nil)
    }

    @Test("a cancelled task cancels its call, of every kind", arguments: ["unary", "collect", "expand", "chat"])
    func clientCancellation(kind: String) async throws {
        try await withEchoServer { server in
            let client = try server.client()
            let slow: Metadata = ["x-delay-ms": "600000"]
            let task = Task {
                switch kind {
                case "unary": _ = try await client.echo("slow", metadata: slow)
                case "collect": _ = try await client.collect(count: 1, size: 1, metadata: slow)
                case "expand": _ = try await client.expand(count: 1, size: 1, metadata: slow)
                default: _ = try await client.chat(["slow"], metadata: slow)
                }
            }
            #expect(await eventually { server.log.begun == 1 })
            let start = ContinuousClock.now
            task.cancel()
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(.now - start < .seconds(60))
            #expect(await eventually { server.log.cancelled == 1 })
        }
    }

    @Test("a task that was cancelled before its call does not reach the server")
    func cancelledBefore() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await client.echo("never")
            }
            await #expect(throws: (any Error).self) { try await task.value }
            #expect(try await client.echo("after") == "after")
        }
    }

    @Test("reading a request that its client cancelled throws CANCELLED, not the end")
    func serverSeesCancelledStream() async throws {
        let ends = Recorder<RPCError.Code?>()
        let service = ReadingService { error in ends.add((error as? RPCError)?.code) }
        try await withServer([service]) { address in
            let client = try EchoClient(address)
            let (started, start) = AsyncStream.makeStream(of: Void.self)
            let task = Task {
                let request = StreamingClientRequest<RPCBytes> { writer in
                    try await writer.write([1])
                    start.finish()
                    try await Task.sleep(for: .seconds(600))
                }
                return try await client.client.clientStreaming(
                    request: request, descriptor: ReadingService.method, serializer: BytesSerializer(),
                    deserializer: BytesDeserializer(), options: .defaults
                ) { try $0.message }
            }
            for await _ in started {}
            #expect(await eventually { service.received.all.count == 1 })
            task.cancel()
            _ = try? await task.value
            #expect(await eventually { ends.all.count == 1 })
            #expect(ends.all == [.cancelled])
        }
    }

    @Test("a request that cannot be produced ends the call at the server")
    func failingProducer() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            let request = StreamingClientRequest<RPCBytes> { writer in
                try await writer.write([1])
                throw RPCError(code: .aborted, message: "no more where that came from")
            }
            let error = await #expect(throws: RPCError.self) {
                try await client.client.clientStreaming(
                    request: request, descriptor: EchoService.collect, serializer: BytesSerializer(),
                    deserializer: BytesDeserializer(), options: .defaults
                ) { try $0.message }
            }
            #expect(error?.code == .aborted)
            #expect(error?.message == "no more where that came from")
        }
    }
}
