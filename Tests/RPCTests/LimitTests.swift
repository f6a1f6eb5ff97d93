import GRPCCore
import RPC
import RPCEcho
import Testing

@Suite("message limits")
struct LimitTests {
    @Test(
        "a request over the server's limit is RESOURCE_EXHAUSTED and names both sizes",
        arguments: [EchoService.echo, EchoService.collect, EchoService.chat, EchoService.expand])
    func overServerLimit(method: MethodDescriptor) async throws {
        try await withEchoServer({ $0.receiveBytesMax = 10_000 }) { server in
            let client = try server.client()
            let error = await #expect(throws: RPCError.self) {
                try await client.unary(method, RPCBytes(repeating: 1, count: 10_001)).message
            }
            #expect(error?.code == .resourceExhausted)
            #expect(
                error?.message.contains("10001") == true && error?.message.contains("10000") == true, "\(error?.message ?? "")")
            #expect(try await client.echo("the connection lives") == "the connection lives")
        }
    }

    @Test("a response over the client's limit is RESOURCE_EXHAUSTED and names both sizes")
    func overClientLimit() async throws {
        try await withEchoServer { server in
            let client = try server.client { $0.receiveBytesMax = 10_000 }
            for method in [EchoService.echo, EchoService.chat] {
                let error = await #expect(throws: RPCError.self) {
                    try await client.unary(method, RPCBytes(repeating: 1, count: 10_001)).message
                }
                #expect(error?.code == .resourceExhausted)
                #expect(
                    error?.message.contains("10001") == true && error?.message.contains("10000") == true,
                    "\(error?.message ?? "")")
            }
        }
    }

    @Test("4 MiB is the limit that nobody has to set")
    func defaultLimit() async throws {
        try await withEchoServer { server in
            let client = try server.client()
            #expect(try await client.unary(EchoService.echo, RPCBytes(repeating: 1, count: 4 << 20)).message.count == 4 << 20)
            let error = await #expect(throws: RPCError.self) {
                try await client.unary(EchoService.echo, RPCBytes(repeating: 1, count: (4 << 20) + 1)).message
            }
            #expect(error?.code == .resourceExhausted)
        }
    }

    @Test("a message over the client's own sending limit is not sent")
    func overSendLimit() async throws {
        try await withEchoServer { server in
            let client = try server.client { $0.sendBytesMax = 100 }
            for method in [EchoService.echo, EchoService.chat] {
                let error = await #expect(throws: RPCError.self) {
                    try await client.unary(method, RPCBytes(repeating: 1, count: 101)).message
                }
                #expect(error?.code == .resourceExhausted)
                #expect(error?.message.contains("101 bytes") == true, "\(error?.message ?? "")")
            }
        }
    }

    @Test("a limit can be raised")
    func raised() async throws {
        try await withEchoServer({ $0.receiveBytesMax = nil }) { server in
            let client = try server.client { $0.receiveBytesMax = 32 << 20 }
            let message = RPCBytes(repeating: 3, count: 20 << 20)
            #expect(try await client.unary(EchoService.echo, message).message == message)
        }
    }
}
