import GRPCCore
import RPC
import RPCEcho
import Testing

@Suite("metadata and status")
struct MetadataTests {
    @Test("text and binary metadata travel both ways, in headers and trailers", arguments: [EchoService.echo, EchoService.chat])
    func roundTrip(method: MethodDescriptor) async throws {
        try await withEchoServer { server in
            var metadata = Metadata()
            metadata.addString("one", forKey: "x-echo")
            metadata.addString("two, with blanks", forKey: "X-Echo")
            metadata.addBinary([0, 255, 10, 13, 128], forKey: "x-echo-bin")
            metadata.addBinary([], forKey: "x-echo-bin")
            let response = try await server.client().unary(method, [1], metadata: metadata)
            #expect(Array(response.metadata[stringValues: "x-echo"]) == ["one", "two, with blanks"])
            #expect(Array(response.metadata[binaryValues: "x-echo-bin"]) == [[0, 255, 10, 13, 128], []])
            #expect(Array(response.trailingMetadata[stringValues: "x-echo-trailer"]) == ["one", "two, with blanks"])
            #expect(Array(response.trailingMetadata[binaryValues: "x-echo-trailer-bin"]) == [[0, 255, 10, 13, 128], []])
        }
    }

    @Test("metadata that is no legal header is refused before it is sent", arguments: ["bad key", "schlüssel"])
    func illegalKey(key: String) async throws {
        try await withEchoServer { server in
            let client = try server.client()
            for method in [EchoService.echo, EchoService.chat, EchoService.expand, EchoService.collect] {
                let error = await #expect(throws: RPCError.self) {
                    try await client.unary(method, [1], metadata: [key: "value"]).message
                }
                #expect(error?.code == .invalidArgument, "\(method): \(String(describing: error))")
                #expect(error?.message.contains("cannot send the metadata") == true)
            }
            #expect(server.log.begun == 0)
        }
    }

    @Test("a status keeps its code, its text in any language, its trailers and its details", arguments: 1...16)
    func status(code: Int) async throws {
        try await withEchoServer { server in
            let details: [UInt8] = [8, 5, 18, 3, 97, 98, 99, 0, 255]
            var metadata: Metadata = ["x-fail": "\(code)", "x-message": "100% wrong"]
            metadata.addBinary(details, forKey: "x-details-bin")
            metadata.addString("kept", forKey: "x-echo")
            for method in [EchoService.echo, EchoService.expand] {
                let error = await #expect(throws: RPCError.self) {
                    try await server.client().unary(method, RPCBytes("1 1".utf8), metadata: metadata).message
                }
                #expect(error?.code.rawValue == code)
                #expect(error?.message == "100% wrong")
                #expect(error.map { Array($0.metadata[binaryValues: "grpc-status-details-bin"]) } == [details])
                #expect(error.map { Array($0.metadata[stringValues: "x-echo-trailer"]) } == ["kept"])
            }
        }
    }

    @Test("a status text is Unicode")
    func unicodeStatus() async throws {
        struct Refuse: ServerInterceptor {
            func intercept<Input: Sendable, Output: Sendable>(
                request: StreamingServerRequest<Input>, context: ServerContext,
                next:
                    @Sendable @concurrent (StreamingServerRequest<Input>, ServerContext) async throws -> StreamingServerResponse<
                        Output
                    >
            ) async throws -> StreamingServerResponse<Output> {
                throw RPCError(code: .permissionDenied, message: "nicht für dich — 不可以\n%20")
            }
        }
        try await withEchoServer(interceptors: [Refuse()]) { server in
            let error = await #expect(throws: RPCError.self) { try await server.client().echo("x") }
            #expect(error?.code == .permissionDenied)
            #expect(error?.message == "nicht für dich — 不可以\n%20")
        }
    }

    @Test("headers beyond the server's limit are RESOURCE_EXHAUSTED")
    func tooMuchMetadata() async throws {
        try await withEchoServer({ $0.metadataBytesMax = 4096 }) { server in
            let client = try server.client()
            let error = await #expect(throws: RPCError.self) {
                try await client.echo("x", metadata: ["x-large": .string(String(repeating: "a", count: 10_000))])
            }
            #expect(error?.code == .resourceExhausted)
            // The server may close the connection with the refusal; the next call makes a new one.
            #expect(await eventually { (try? await client.echo("small again")) == "small again" })
        }
    }
}
