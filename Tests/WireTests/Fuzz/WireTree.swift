/// A protobuf message taken apart, so that its structure can be changed and written again.
struct WireTree {
    /// What is known of a field.
    indirect enum Kind {
        case scalar
        case bytes
        case packedVarints
        case packedFixed(Int)
        case message([Int: Kind])
    }

    enum Content {
        case varint(UInt64)
        case fixed([UInt8])
        case bytes([UInt8])
        case message(WireTree)
    }

    struct Field {
        var number: Int
        var kind: Kind
        var content: Content
        /// What is written in place of the right tag, length or content, when set.
        var tag: [UInt8]?
        var lengthShift = 0
        var raw: [UInt8]?
    }

    var fields: [Field]

    static let text: Kind = .message([1: .bytes, 2: .packedVarints])
    static let dictionary: Kind = .message([1: .bytes, 2: .packedVarints])
    static let list: Kind = .message([1: .packedVarints, 2: text])
    static let ranking: Kind = .message([1: .packedVarints, 2: text, 3: .packedFixed(8)])
    static let documents: Kind = .message([1: .packedVarints, 2: text, 3: text, 4: .packedFixed(8), 5: text])
    static let feature: Kind = .message([
        1: .bytes, 2: .message([1: .packedFixed(8)]), 3: dictionary, 4: .message([1: .bytes]), 5: text,
        6: .message([1: .scalar, 2: .packedFixed(4)]),
    ])
    static let prediction: Kind = .message([
        1: dictionary, 2: .packedFixed(8), 3: .packedFixed(8), 4: .message([1: .bytes, 2: .packedFixed(8)]), 5: ranking,
    ])
    static let languageModel: Kind = .message([
        1: dictionary, 2: text, 3: text, 4: list, 5: list, 6: .packedVarints, 7: .packedVarints, 8: documents,
    ])
    /// The fields of `InferenceBatch`.
    static let batch: [Int: Kind] = [
        1: .scalar, 2: .bytes, 3: .scalar, 4: text, 5: text, 6: .scalar, 7: .packedVarints, 8: dictionary, 9: prediction,
        10: feature, 11: .packedFixed(8), 12: dictionary, 13: .message([1: .bytes, 2: dictionary]), 14: languageModel,
    ]

    /// Takes a message apart that swift-protobuf wrote.
    init(_ bytes: [UInt8], _ schema: [Int: Kind] = WireTree.batch) {
        fields = []
        var offset = 0
        while offset < bytes.count {
            let tag = Self.varint(bytes, &offset)
            let number = Int(tag >> 3)
            let kind = schema[number] ?? .bytes
            let content: Content
            switch tag & 7 {
            case 0: content = .varint(Self.varint(bytes, &offset))
            case 1: content = .fixed(Self.take(8, bytes, &offset))
            case 5: content = .fixed(Self.take(4, bytes, &offset))
            default:
                let body = Self.take(Int(Self.varint(bytes, &offset)), bytes, &offset)
                if case .message(let inner) = kind { content = .message(WireTree(body, inner)) } else { content = .bytes(body) }
            }
            fields.append(Field(number: number, kind: kind, content: content))
        }
    }

    init(fields: [Field]) { self.fields = fields }

    var bytes: [UInt8] { fields.flatMap(\.bytes) }

    static func encode(_ value: UInt64, padding: Int = 0) -> [UInt8] {
        var result: [UInt8] = []
        var rest = value
        repeat {
            result.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        } while rest > 0
        result += Array(repeating: 0x80, count: padding)
        result[result.count - 1] &= 0x7F
        return result
    }

    static func varint(_ bytes: [UInt8], _ offset: inout Int) -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = bytes[offset]
            offset += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }

    private static func take(_ count: Int, _ bytes: [UInt8], _ offset: inout Int) -> [UInt8] {
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }
}

extension WireTree.Field {
    var bytes: [UInt8] {
        if let raw { return raw }
        switch content {
        case .varint(let value): return (tag ?? tagBytes(0)) + WireTree.encode(value)
        case .fixed(let body): return (tag ?? tagBytes(body.count == 8 ? 1 : 5)) + body
        case .bytes(let body): return (tag ?? tagBytes(2)) + length(body.count) + body
        case .message(let tree):
            let body = tree.bytes
            return (tag ?? tagBytes(2)) + length(body.count) + body
        }
    }

    func tagBytes(_ wireType: Int) -> [UInt8] { WireTree.encode(UInt64(number << 3 | wireType)) }

    private func length(_ count: Int) -> [UInt8] { WireTree.encode(UInt64(truncatingIfNeeded: count + lengthShift)) }
}
