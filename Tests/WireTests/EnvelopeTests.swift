import Protos
import SwiftProtobuf
import Testing
import Wire

@Suite struct EnvelopeTests {
    private func request(_ change: (inout Driftwatch_V1_AppendRequest) -> Void = { _ in }) throws -> [UInt8] {
        var request = Driftwatch_V1_AppendRequest()
        request.sequence = 300
        request.batch = Fixture.batch()
        change(&request)
        return try request.serializedBytes()
    }

    private func envelope(_ bytes: [UInt8]) throws -> AppendEnvelope { try bytes.withUnsafeBytes { try AppendEnvelope($0) } }

    @Test func `the batch lies in the request`() throws {
        let bytes = try request { $0.deduplication = .requestID }
        let envelope = try self.envelope(bytes)
        #expect(envelope.sequence == 300)
        #expect(try envelope.deduplication() == .requestID)
        #expect(try envelope.batch == Fixture.batch().serializedBytes())
    }

    @Test func `a batch in two parts is one`() throws {
        let whole = WireTree(try Fixture.batch().serializedBytes() as [UInt8])
        let parts = [whole.fields.prefix(6), whole.fields.dropFirst(6)].map { fields in
            WireTree.Field(number: 2, kind: .bytes, content: .bytes(WireTree(fields: Array(fields)).bytes)).bytes
        }
        let envelope = try self.envelope([8, 5] + parts[0] + parts[1])
        #expect(envelope.sequence == 5)
        var reader = InferenceBatchReader()
        try reader.read(try #require(envelope.batch), now: Fixture.now)
        #expect(Comparison.difference(reader.batch, Fixture.batch()) == nil)
    }

    @Test func `what a request lacks is said`() throws {
        #expect(try envelope([]).batch == nil)
        let withoutSequence = try envelope(try request { $0.sequence = 0 })
        #expect(throws: BatchFault.self) { try withoutSequence.deduplication() }
        #expect(try envelope(try request { ($0.sequence, $0.deduplication) = (0, .requestID) }).deduplication() == .requestID)
        let unknownWay = try envelope(try request { $0.deduplication = .UNRECOGNIZED(7) })
        #expect(throws: BatchFault.self) { try unknownWay.deduplication() }
        let hugeSequence = try envelope(try request { $0.sequence = .max })
        #expect(throws: BatchFault.self) { try hugeSequence.deduplication() }
        #expect(throws: BatchFault.self) { try envelope([0x12, 0xFF]) }
    }

    /// 20,000 mutated requests: the sequence, the way and the batch's bytes are those that swift-protobuf finds.
    @Test func `an envelope reads as swift-protobuf reads it`() throws {
        let seed = SeededGenerator.chosenSeed()
        print("fuzzing AppendEnvelope: DRIFTWATCH_SEED=\(seed)")
        var mutator = Mutator(generator: SeededGenerator(seed: seed))
        let schema: [Int: WireTree.Kind] = [1: .scalar, 2: .message(WireTree.batch), 3: .scalar]
        let whole = try request { $0.deduplication = .requestID }
        var agreed = 0
        for _ in 0..<20_000 {
            let bytes = mutator.mutated(whole, schema: schema)
            let message = try? Driftwatch_V1_AppendRequest(serializedBytes: bytes)
            guard let envelope = try? self.envelope(bytes) else {
                #expect(message == nil, "DRIFTWATCH_SEED=\(seed) refused \(bytes)")
                continue
            }
            // The envelope does not look into the batch.
            guard let message else { continue }
            #expect(envelope.sequence == message.sequence, "DRIFTWATCH_SEED=\(seed) \(bytes)")
            #expect((envelope.batch != nil) == message.hasBatch, "DRIFTWATCH_SEED=\(seed) \(bytes)")
            if let bytesOfBatch = envelope.batch {
                // Compared as bytes: NaN is not equal to itself.
                let batch = try Driftwatch_V1_InferenceBatch(serializedBytes: bytesOfBatch)
                #expect(
                    try batch.serializedBytes() as [UInt8] == message.batch.serializedBytes(), "DRIFTWATCH_SEED=\(seed) \(bytes)")
            }
            agreed += 1
        }
        #expect(agreed > 5_000)
    }
}
