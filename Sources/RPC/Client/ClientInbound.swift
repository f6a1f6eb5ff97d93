internal import CGRPCShim
import GRPCCore

/// The parts of a response, in the order of arrival.
struct ClientInbound: AsyncSequence, Sendable {
    typealias Element = RPCResponsePart<RPCBytes>
    typealias Failure = any Error

    let call: ClientCall
    let streamsResponses: Bool

    func makeAsyncIterator() -> Iterator {
        Iterator(call: call, streamsResponses: streamsResponses)
    }

    struct Iterator: AsyncIteratorProtocol {
        private let call: ClientCall
        private let streamsResponses: Bool
        private var position = Position.start
        /// What was received together with the part before, last first.
        private var waiting: [Element] = []

        private enum Position {
            case start, messages, over
        }

        init(call: ClientCall, streamsResponses: Bool) {
            self.call = call
            self.streamsResponses = streamsResponses
        }

        mutating func next() async throws -> Element? {
            try await next(isolation: nil)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            if let part = waiting.popLast() { return part }
            switch position {
            case .start: return try await streamsResponses ? receiveHead() : receiveAll()
            case .messages: return try await receiveMessageOrEnd()
            case .over: return nil
            }
        }

        /// A response of one message: all of it came in one batch.
        private mutating func receiveAll() async throws -> Element {
            position = .over
            let end = call.end
            _ = await end.wait()
            if let refusal = call.refusal { throw refusal }
            let (status, trailers) = end.receivedStatus()
            let metadata = end.receivedMetadata()
            let message = end.receivedMessage()
            // A failure that carries nothing but its status is a refusal of the whole request.
            if status.code != .ok, metadata.isEmpty, message == nil { return .status(status, trailers) }
            waiting = [.status(status, trailers)]
            if let message { waiting.append(.message(message)) }
            return .metadata(metadata)
        }

        private mutating func receiveHead() async throws -> Element? {
            position = .messages
            _ = await call.head.wait()
            if let refusal = call.refusal { throw refusal }
            let metadata = call.head.receivedMetadata()
            if metadata.isEmpty, call.isOver {
                let (status, trailers) = call.end.receivedStatus()
                if status.code != .ok {
                    position = .over
                    return .status(status, trailers)
                }
            }
            return .metadata(metadata)
        }

        private mutating func receiveMessageOrEnd() async throws -> Element? {
            if let message = try await call.receiveMessage() { return .message(message) }
            position = .over
            _ = await call.end.wait()
            let (status, trailers) = call.end.receivedStatus()
            return .status(status, trailers)
        }
    }
}
