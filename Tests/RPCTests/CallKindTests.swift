import GRPCCore
import RPC
import RPCEcho
import Testing

@Suite("every kind of call")
struct CallKindTests {
    @Test("a unary call brings its message back", arguments: [0, 1, 2047, 2048, 100_000, 4_000_000])
    func unary(size: Int) async throws {
        try await withEchoServer { server in
            let message = RPCBytes((0..<size).lazy.map { UInt8(truncatingIfNeeded: $0 &* 31) })
            let response = try await server.client().unary(EchoService.echo, message)
            #expect(try response.message == message)
        }
    }

    @Test("a stream of requests has one answer")
    func clientStreaming() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            #expect(try await client.collect(count: 200, size: 65_536) == "200 13107200")
            #expect(try await client.collect(count: 0, size: 0) == "0 0")
        }
    }

    @Test("one request has a stream of answers")
    func serverStreaming() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            #expect(try await client.expand(count: 300, size: 10_000) == Array(repeating: 10_000, count: 300))
            #expect(try await client.expand(count: 0, size: 0) == [])
        }
    }

    @Test("both sides talk in turns")
    func bidirectionalStreaming() async throws {
        try await withEchoServer { server in
            let texts = (0..<100).map { "turn \($0)" }
            let echoes = try await server.client().chat(texts)
            #expect(echoes == texts)
        }
    }

    @Test("a thousand concurrent calls on one connection each get their own answer")
    func concurrentCalls() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<1_000 {
                    group.addTask { try await client.echo("call \(index)") == "call \(index)" }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test("several tasks may write to one stream")
    func concurrentWriters() async throws {
        try await withEchoServer { server in
            let request = StreamingClientRequest<RPCBytes> { writer in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<8 {
                        group.addTask { for _ in 0..<200 { try await writer.write(RPCBytes(repeating: 1, count: 3_000)) } }
                    }
                    try await group.waitForAll()
                }
            }
            let client = try server.client().client
            let answer = try await client.clientStreaming(
                request: request, descriptor: EchoService.collect, serializer: BytesSerializer(),
                deserializer: BytesDeserializer(),
                options: .defaults
            ) { try $0.message.text }
            #expect(answer == "1600 4800000")
        }
    }

    @Test("a writer waits for a slow reader")
    func backpressure() async throws {
        try await withEchoServer { server in
            let written = Recorder<Int>()
            let request = StreamingClientRequest<RPCBytes>(metadata: ["x-delay-ms": "700"]) { writer in
                for index in 0..<400 {
                    try await writer.write(RPCBytes(repeating: 1, count: 100_000))
                    written.add(index)
                }
            }
            let client = try server.client().client
            let call = Task {
                try await client.clientStreaming(
                    request: request, descriptor: EchoService.collect, serializer: BytesSerializer(),
                    deserializer: BytesDeserializer(), options: .defaults
                ) { try $0.message.text }
            }
            try await Task.sleep(for: .milliseconds(500))
            #expect(written.all.count < 200)
            let answer = try await call.value
            #expect(answer == "400 40000000")
        }
    }

    @Test("an unknown method is UNIMPLEMENTED")
    func unknownMethod() async throws {
        try await withEchoServer { server in
            for type in MethodDescriptor.RPCType.allCases {
                let error = await #expect(throws: RPCError.self) {
                    try await server.client().unary(EchoService.method("Nothing", type), [1]).message
                }
                #expect(error?.code == .unimplemented)
            }
        }
    }
}
