package import GRPCCore
package import RPC

/// Calls the echo service.
package struct EchoClient: Sendable {
    package let client: GRPCClient<CoreClientTransport>

    package init(_ client: GRPCClient<CoreClientTransport>) {
        self.client = client
    }

    /// A client of the server at `address`.
    package init(_ address: String, configuration: ClientConfiguration = ClientConfiguration()) throws(RPCSetupError) {
        client = try RPCClient.make(address, configuration: configuration)
    }

    /// One message there, one back, with everything that came along.
    package func unary(
        _ method: MethodDescriptor, _ message: RPCBytes, metadata: Metadata = [:],
        options: CallOptions = .defaults
    ) async throws -> ClientResponse<RPCBytes> {
        try await client.unary(
            request: ClientRequest(message: message, metadata: metadata), descriptor: method, serializer: BytesSerializer(),
            deserializer: BytesDeserializer(), options: options
        ) { $0 }
    }

    /// The echo of a text.
    package func echo(_ text: String, metadata: Metadata = [:], options: CallOptions = .defaults) async throws -> String {
        try await unary(EchoService.echo, RPCBytes(text.utf8), metadata: metadata, options: options).message.text
    }

    /// The server's summary of `count` messages of `size` bytes.
    package func collect(count: Int, size: Int, metadata: Metadata = [:], options: CallOptions = .defaults) async throws -> String
    {
        let request = StreamingClientRequest<RPCBytes>(metadata: metadata) { writer in
            let message = RPCBytes(repeating: 7, count: size)
            for _ in 0..<count { try await writer.write(message) }
        }
        return try await client.clientStreaming(
            request: request, descriptor: EchoService.collect, serializer: BytesSerializer(), deserializer: BytesDeserializer(),
            options: options
        ) { try $0.message.text }
    }

    /// The sizes of `count` messages of `size` bytes from the server.
    package func expand(count: Int, size: Int, metadata: Metadata = [:], options: CallOptions = .defaults) async throws -> [Int] {
        try await client.serverStreaming(
            request: ClientRequest(message: RPCBytes("\(count) \(size)".utf8), metadata: metadata),
            descriptor: EchoService.expand,
            serializer: BytesSerializer(), deserializer: BytesDeserializer(), options: options
        ) { response in
            var sizes: [Int] = []
            for try await message in response.messages { sizes.append(message.count) }
            return sizes
        }
    }

    /// Sends each text when the echo of the one before has come, and returns the echoes.
    package func chat(_ texts: [String], metadata: Metadata = [:], options: CallOptions = .defaults) async throws -> [String] {
        let (echoes, echoed) = AsyncStream.makeStream(of: Void.self)
        let request = StreamingClientRequest<RPCBytes>(metadata: metadata) { writer in
            var turns = echoes.makeAsyncIterator()
            for text in texts {
                try await writer.write(RPCBytes(text.utf8))
                await turns.next()
            }
        }
        return try await client.bidirectionalStreaming(
            request: request, descriptor: EchoService.chat, serializer: BytesSerializer(), deserializer: BytesDeserializer(),
            options: options
        ) { response in
            defer { echoed.finish() }
            var received: [String] = []
            for try await message in response.messages {
                received.append(message.text)
                echoed.yield()
            }
            return received
        }
    }
}
