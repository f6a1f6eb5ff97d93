import Foundation
import GRPCCore
import RPC

/// One call, as a line of JSON. Messages are base64, and so are the values of keys that end in `-bin`.
struct PeerCall: Decodable {
    var method: String
    var kind: String
    var messages: [Data]
    var metadata: [[String]]?
    var timeout_ms: Int?
    var cancel_after_ms: Int?
    var wait_for_ready: Bool?
}

/// What came of it.
struct PeerAnswer: Encodable {
    var code = 0
    var message = ""
    var messages: [Data] = []
    var headers: [[String]] = []
    var trailers: [[String]] = []
}

/// Makes the calls that its input asks for, one after the other.
enum PeerClient {
    static func run(_ arguments: PeerArguments) async throws {
        var configuration = ClientConfiguration()
        if let roots = try arguments.pem("roots") {
            configuration.tls = ClientTLS(
                roots: roots, identity: try arguments.identity(), serverName: arguments.text("server-name"))
        }
        if let limit = arguments.number("receive-max") { configuration.receiveBytesMax = limit }
        let client = try RPCClient.make(arguments.addresses[0], configuration: configuration)
        while let line = readLine() {
            let call = try JSONDecoder().decode(PeerCall.self, from: Data(line.utf8))
            let answer = await make(call, with: client)
            print(String(decoding: try JSONEncoder().encode(answer), as: UTF8.self))
            fflush(nil)
        }
    }

    private static func make(_ call: PeerCall, with client: GRPCClient<CoreClientTransport>) async -> PeerAnswer {
        let answer = AnswerCollector()
        let task = Task {
            do {
                try await perform(call, with: client, answer)
            } catch let error as RPCError {
                await answer.fail(error)
            } catch {
                await answer.fail(RPCError(code: .unknown, message: "\(error)"))
            }
        }
        if let delay = call.cancel_after_ms {
            try? await Task.sleep(for: .milliseconds(delay))
            task.cancel()
        }
        await task.value
        return await answer.answer
    }

    private static func perform(
        _ call: PeerCall, with client: GRPCClient<CoreClientTransport>, _ answer: AnswerCollector
    ) async throws {
        var options = CallOptions.defaults
        options.timeout = call.timeout_ms.map { .milliseconds($0) }
        options.waitForReady = call.wait_for_ready
        let messages = call.messages
        let request = StreamingClientRequest<RPCBytes>(metadata: Metadata(pairs: call.metadata ?? [])) { writer in
            for message in messages { try await writer.write(RPCBytes(message)) }
        }
        try await client.bidirectionalStreaming(
            request: request, descriptor: try call.descriptor(), serializer: BytesSerializer(), deserializer: BytesDeserializer(),
            options: options
        ) { response in
            switch response.accepted {
            case .failure(let error):
                throw error
            case .success(let contents):
                await answer.take(headers: contents.metadata)
                for try await part in contents.bodyParts { await answer.take(part) }
            }
        }
    }
}

/// Collects what arrives, so that what came before a failure is told too.
actor AnswerCollector {
    private(set) var answer = PeerAnswer()

    func take(headers: Metadata) {
        answer.headers = headers.pairs
    }

    func take(_ part: StreamingClientResponse<RPCBytes>.Contents.BodyPart) {
        switch part {
        case .message(let bytes): answer.messages.append(Data(Array(bytes)))
        case .trailingMetadata(let trailers): answer.trailers = trailers.pairs
        }
    }

    func fail(_ error: RPCError) {
        answer.code = error.code.rawValue
        answer.message = error.message
        answer.trailers = error.metadata.pairs
    }
}

extension PeerCall {
    func descriptor() throws -> MethodDescriptor {
        let types: [String: MethodDescriptor.RPCType] = [
            "unary": .unary, "client": .clientStreaming, "server": .serverStreaming, "bidi": .bidirectionalStreaming,
        ]
        guard let type = types[kind], let slash = method.lastIndex(of: "/") else {
            throw RPCError(code: .invalidArgument, message: "no method or kind")
        }
        return MethodDescriptor(
            fullyQualifiedService: String(method[..<slash]), method: String(method[method.index(after: slash)...]), type: type)
    }
}

extension Metadata {
    init(pairs: [[String]]) {
        self.init()
        for pair in pairs where pair.count == 2 {
            if pair[0].hasSuffix("-bin"), let bytes = Data(base64Encoded: pair[1]) {
                addBinary(Array(bytes), forKey: pair[0])
            } else {
                addString(pair[1], forKey: pair[0])
            }
        }
    }

    var pairs: [[String]] {
        map { key, value in
            switch value {
            case .string(let text): [key, text]
            case .binary(let bytes): [key, Data(bytes).base64EncodedString()]
            }
        }
    }
}
