import Foundation
import GRPCCore
import Synchronization

/// Which transport a process uses.
enum Transport: String {
    case core, nio

    init(_ text: String) throws {
        guard let transport = Transport(rawValue: text) else { throw BenchFault(message: "no transport \(text): core or nio") }
        self = transport
    }
}

struct BenchFault: Error, CustomStringConvertible {
    let message: String
    var description: String { message }
}

/// The same coding for both transports: messages are arrays of bytes, copied in and out.
struct ArrayCoder: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes { Bytes(message) }

    func deserialize<Bytes: GRPCContiguousBytes>(_ bytes: Bytes) throws -> [UInt8] { bytes.withUnsafeBytes { Array($0) } }
}

/// Echo answers with the request; Collect with the number of bytes that it got.
struct BenchService: RegistrableRPCService {
    static let echo = MethodDescriptor(fullyQualifiedService: "driftwatch.bench.Bench", method: "Echo", type: .unary)
    static let collect = MethodDescriptor(
        fullyQualifiedService: "driftwatch.bench.Bench", method: "Collect", type: .clientStreaming)

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        router.registerHandler(forMethod: Self.echo, deserializer: ArrayCoder(), serializer: ArrayCoder()) { request, _ in
            let single = try await ServerRequest(stream: request)
            return StreamingServerResponse(single: ServerResponse(message: single.message))
        }
        router.registerHandler(forMethod: Self.collect, deserializer: ArrayCoder(), serializer: ArrayCoder()) { request, _ in
            var bytes = 0
            for try await message in request.messages { bytes += message.count }
            return StreamingServerResponse(single: ServerResponse(message: Array("\(bytes)".utf8)))
        }
    }
}

/// CPU time of this process so far, in seconds.
func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + Double(microseconds) / 1e6
}
