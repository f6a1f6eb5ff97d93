import GRPCCore

/// The parts of a request, in the order of arrival.
struct ServerInbound: AsyncSequence, Sendable {
    typealias Element = RPCRequestPart<RPCBytes>
    typealias Failure = any Error

    let call: ServerCall

    func makeAsyncIterator() -> Iterator {
        Iterator(call: call)
    }

    struct Iterator: AsyncIteratorProtocol {
        private let call: ServerCall
        /// -1: the headers come next.
        private var index = -1
        private var isOver = false

        init(call: ServerCall) {
            self.call = call
        }

        mutating func next() async throws -> Element? {
            try await next(isolation: nil)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            if isOver { return nil }
            defer { index += 1 }
            if index < 0 { return .metadata(call.metadata) }
            if let message = try await call.receiveMessage(index) { return .message(message) }
            isOver = true
            return nil
        }
    }
}

/// Takes the parts of a response.
struct ServerOutbound: ClosableRPCWriterProtocol {
    typealias Element = RPCResponsePart<RPCBytes>

    let call: ServerCall

    func write(_ element: Element) async throws {
        switch element {
        case .metadata(let metadata): try call.write(metadata: metadata)
        case .message(let message): try await call.write(message: message)
        case .status(let status, let trailers): await call.write(status: status, trailers: trailers)
        }
    }

    func write(contentsOf elements: some Sequence<Element>) async throws {
        for element in elements { try await write(element) }
    }

    func finish() async {
        call.cancelUnlessEnded()
    }

    func finish(throwing error: any Error) async {
        call.cancelUnlessEnded()
    }
}
