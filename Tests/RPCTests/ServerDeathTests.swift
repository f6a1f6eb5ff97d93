import Foundation
import GRPCCore
import Processes
import RPC
import RPCEcho
import Testing

@Suite("the death of a server")
struct ServerDeathTests {
    /// The program next to the tests'.
    private static let peer = Bundle.main.executableURL!.deletingLastPathComponent().appending(path: "RPCPeer")

    @Test("streams of a killed server end as UNAVAILABLE, and the client finds the next one")
    func killed() async throws {
        let first = try PeerProcess(program: Self.peer, address: "127.0.0.1:0")
        let client = try EchoClient(first.address)
        let received = Recorder<String>()
        let stream = Task {
            let request = StreamingClientRequest<RPCBytes> { writer in
                try await writer.write(RPCBytes("before".utf8))
                try await Task.sleep(for: .seconds(600))
            }
            try await client.client.bidirectionalStreaming(
                request: request, descriptor: EchoService.chat, serializer: BytesSerializer(), deserializer: BytesDeserializer(),
                options: .defaults
            ) { response in
                for try await message in response.messages { received.add(message.text) }
            }
        }
        #expect(await eventually { received.all == ["before"] })
        first.kill()
        let error = await #expect(throws: RPCError.self) { try await stream.value }
        #expect(error?.code == .unavailable)

        let second = try PeerProcess(program: Self.peer, address: first.address)
        defer { second.kill() }
        var options = CallOptions.timeout(.seconds(120))
        options.waitForReady = true
        #expect(try await client.echo("after", options: options) == "after")
    }

    @Test("a writer to a killed server is told, even when nobody reads")
    func writerIsTold() async throws {
        let peer = try PeerProcess(program: Self.peer, address: "127.0.0.1:0")
        let client = try EchoClient(peer.address)
        let sent = Recorder<Int>()
        let stream = Task {
            let request = StreamingClientRequest<RPCBytes> { writer in
                for index in 0..<1_000_000 {
                    try await writer.write(RPCBytes(repeating: 1, count: 1_000))
                    sent.add(index)
                }
            }
            return try await client.client.clientStreaming(
                request: request, descriptor: EchoService.collect, serializer: BytesSerializer(),
                deserializer: BytesDeserializer(),
                options: .defaults
            ) { try $0.message.text }
        }
        #expect(await eventually { sent.all.count > 100 })
        peer.kill()
        let error = await #expect(throws: RPCError.self) { try await stream.value }
        #expect(error?.code == .unavailable)
    }
}

/// A server in a process of its own, which ends when its input does.
final class PeerProcess {
    let address: String
    private let process: ChildProcess
    private let input: ProcessPipe
    /// Kept: without a reader the peer would die of its first line of log.
    private let output: ProcessPipe

    init(program: URL, address: String) throws {
        output = try ProcessPipe()
        input = try ProcessPipe()
        process = try ChildProcess([program.path, "serve", address], input: input.readEnd, output: output.writeEnd)
        output.closeWriter()
        var text = ""
        while !text.contains("ready\n") {
            let more = output.read()
            try #require(!more.isEmpty, "the peer ended before it was ready: \(text)")
            text += String(decoding: more, as: UTF8.self)
        }
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("listening ") })
        self.address = String(line.dropFirst("listening ".count))
    }

    /// kill -9, and waits for it.
    func kill() {
        process.send(SIGKILL)
        process.wait(atMost: nil)
    }
}
