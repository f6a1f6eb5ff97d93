import GRPCCore

/// Takes the parts of a request.
struct ClientOutbound: ClosableRPCWriterProtocol {
    typealias Element = RPCRequestPart<RPCBytes>

    let call: ClientCall

    func write(_ element: Element) async throws {
        switch element {
        case .metadata(let metadata): try call.write(metadata: metadata)
        case .message(let message): try await call.write(message: message)
        }
    }

    func write(contentsOf elements: some Sequence<Element>) async throws {
        for element in elements { try await write(element) }
    }

    func finish() async {
        await call.close()
    }

    func finish(throwing error: any Error) async {
        call.close(throwing: error)
    }
}
