import Contracts
import Protos
import SwiftProtobuf
import Testing
import Wire

/// Encodings that are legal and unusual give the same values.
@Suite struct EncodingTests {
    private func tree() throws -> WireTree { WireTree(try Fixture.batch().serializedBytes() as [UInt8]) }

    private func expectSame(_ tree: WireTree, _ what: String) throws {
        let batch = try Fixture.read(tree.bytes)
        #expect(Comparison.difference(batch, Fixture.batch()) == nil, "\(what)")
        #expect(batch.refused.isEmpty)
    }

    @Test func `fields in any order`() throws {
        var tree = try tree()
        tree.fields.sort { $0.number > $1.number }
        // The order among features means something.
        let features = tree.fields.indices.filter { tree.fields[$0].number == 10 }
        let swapped = features.map { tree.fields[$0] }.reversed()
        for (index, field) in zip(features, swapped) { tree.fields[index] = field }
        let batch = try Fixture.read(tree.bytes)
        #expect(batch.features.count == 5 && batch.acceptedCount == 3)
    }

    @Test func `unknown fields are passed over`() throws {
        var tree = try tree()
        for (number, content) in [
            (100, WireTree.Content.varint(.max)), (101, .fixed([1, 2, 3, 4])), (102, .fixed([1, 2, 3, 4, 5, 6, 7, 8])),
            (103, .bytes([8, 8, 8])),
        ] {
            tree.fields.insert(.init(number: number, kind: .bytes, content: content), at: 2)
        }
        try expectSame(tree, "unknown fields")
    }

    @Test func `an unknown group is passed over, a broken one refused`() throws {
        var tree = try tree()
        tree.fields.append(.init(number: 99, kind: .bytes, content: .bytes([]), raw: [0x9B, 0x06, 0x08, 0x05, 0x9C, 0x06]))
        try expectSame(tree, "a group")
        tree.fields.append(.init(number: 99, kind: .bytes, content: .bytes([]), raw: [0x9B, 0x06, 0x08, 0x05]))
        #expect(throws: BatchFault.self) { try Fixture.read(tree.bytes) }
    }

    @Test func `empty columns without number are refused before they are built, whatever else is odd`() throws {
        let group: [UInt8] = [0x9B, 0x06, 0x9C, 0x06]
        for column in [[UInt8](arrayLiteral: 0x52, 0), [0x6A, 0]] {
            let batch = group + (0..<1_000_000).flatMap { _ in column }
            let start = ContinuousClock.now
            #expect(throws: BatchFault.self) { try Fixture.read(batch) }
            let request = group + [0x12] + WireTree.encode(UInt64(batch.count)) + batch
            #expect(throws: BatchFault.self) { try request.withUnsafeBytes { try AppendEnvelope($0) } }
            #expect(ContinuousClock.now - start < .seconds(60))
        }
    }

    @Test func `packed fields unpacked`() throws {
        var tree = try tree()
        for (index, field) in tree.fields.enumerated().reversed() {
            guard case .bytes(let body) = field.content else { continue }
            switch field.kind {
            case .packedFixed(let size):
                let parts = stride(from: 0, to: body.count, by: size).map { Array(body[$0..<$0 + size]) }
                tree.fields.replaceSubrange(
                    index...index, with: parts.map { .init(number: field.number, kind: .scalar, content: .fixed($0)) })
            case .packedVarints:
                var offset = 0
                var parts: [WireTree.Field] = []
                while offset < body.count {
                    parts.append(.init(number: field.number, kind: .scalar, content: .varint(WireTree.varint(body, &offset))))
                }
                tree.fields.replaceSubrange(index...index, with: parts)
            default: break
            }
        }
        try expectSame(tree, "unpacked")
    }

    @Test func `a message in two parts`() throws {
        var tree = try tree()
        for number in [4, 8, 9, 12, 14] {
            guard let index = tree.fields.firstIndex(where: { $0.number == number }),
                case .message(let inner) = tree.fields[index].content
            else { continue }
            var second = tree.fields[index]
            tree.fields[index].content = .message(WireTree(fields: Array(inner.fields.prefix(1))))
            second.content = .message(WireTree(fields: Array(inner.fields.dropFirst(1))))
            tree.fields.append(second)
        }
        try expectSame(tree, "in two parts")
    }

    @Test func `a reader that is used again forgets the batch before`() throws {
        var reader = InferenceBatchReader()
        try reader.read(try Fixture.batch().serializedBytes(), now: Fixture.now)
        var small = Driftwatch_V1_InferenceBatch()
        small.formatVersion = 1
        small.deploymentID = "other"
        small.count = 1
        small.baseTimeUnixNanos = Fixture.now.nanos
        small.requestID = Fixture.texts(["only"])
        small.features = [Fixture.feature("age") { $0.text = Fixture.texts(["old"]) }]
        try reader.read(try small.serializedBytes(), now: Fixture.now)
        #expect(Comparison.difference(reader.batch, small) == nil)
        try reader.read(try Fixture.batch().serializedBytes(), now: Fixture.now)
        #expect(Comparison.difference(reader.batch, Fixture.batch()) == nil)
    }

    @Test func `a batch within other bytes`() throws {
        let message: [UInt8] = try Fixture.batch().serializedBytes()
        var reader = InferenceBatchReader()
        try reader.read([9, 9, 9] + message + [9], in: 3..<3 + message.count, now: Fixture.now)
        #expect(Comparison.difference(reader.batch, Fixture.batch()) == nil)
    }
}
