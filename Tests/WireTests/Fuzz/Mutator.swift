/// Changes encoded batches: their structure, or single bytes. Many changes keep the meaning; many break it.
struct Mutator {
    var generator: SeededGenerator

    mutating func mutated(_ bytes: [UInt8], schema: [Int: WireTree.Kind] = WireTree.batch) -> [UInt8] {
        if generator.once(in: 3) { return bytesMutated(bytes) }
        var tree = WireTree(bytes, schema)
        for _ in 0..<generator.number(1...3) { mutate(&tree) }
        return generator.once(in: 12) ? bytesMutated(tree.bytes) : tree.bytes
    }

    // MARK: Structure

    private mutating func mutate(_ tree: inout WireTree) {
        guard !tree.fields.isEmpty else { return }
        let index = generator.number(0...tree.fields.count - 1)
        if case .message(var inner) = tree.fields[index].content, generator.number(0...3) > 0 {
            mutate(&inner)
            tree.fields[index].content = .message(inner)
            return
        }
        switch generator.number(0...13) {
        case 0: tree.fields.shuffle(using: &generator)
        case 1: tree.fields.append(tree.fields[index])
        case 2: tree.fields.remove(at: index)
        case 3, 4: split(&tree, index)
        case 5: unpack(&tree, index)
        case 6, 7: tree.fields.insert(unknown(), at: index)
        case 8: tree.fields[index].tag = tree.fields[index].tagBytes(generator.number(0...7))
        case 9: tree.fields[index].number = generator.number(0...20)
        case 10: tree.fields[index].lengthShift = generator.pick([-1, 1, 8, -8, 1 << 31, 1 << 62])
        case 11: lengthen(&tree, index)
        case 12: truncate(&tree, index)
        default: flip(&tree, index)
        }
    }

    /// One field becomes two that mean the same; for a packed field or text, at any byte.
    private mutating func split(_ tree: inout WireTree, _ index: Int) {
        var second = tree.fields[index]
        switch tree.fields[index].content {
        case .message(let inner):
            let middle = generator.number(0...inner.fields.count)
            tree.fields[index].content = .message(WireTree(fields: Array(inner.fields[..<middle])))
            second.content = .message(WireTree(fields: Array(inner.fields[middle...])))
        case .bytes(let body):
            var middle = generator.number(0...body.count)
            if case .packedFixed(let size) = tree.fields[index].kind, !generator.once(in: 4) { middle -= middle % size }
            tree.fields[index].content = .bytes(Array(body[..<middle]))
            second.content = .bytes(Array(body[middle...]))
        case .varint, .fixed: break
        }
        tree.fields.insert(second, at: generator.number(index + 1...tree.fields.count))
    }

    /// A packed field becomes a field an element.
    private mutating func unpack(_ tree: inout WireTree, _ index: Int) {
        let field = tree.fields[index]
        guard case .bytes(let body) = field.content else { return }
        var elements: [WireTree.Field] = []
        var offset = 0
        switch field.kind {
        case .packedVarints:
            guard body.last.map({ $0 < 0x80 }) ?? true else { return }
            while offset < body.count {
                elements.append(.init(number: field.number, kind: .scalar, content: .varint(WireTree.varint(body, &offset))))
            }
        case .packedFixed(let size):
            while offset + size <= body.count {
                elements.append(.init(number: field.number, kind: .scalar, content: .fixed(Array(body[offset..<offset + size]))))
                offset += size
            }
        default: return
        }
        if generator.once(in: 2), elements.count > 1 {
            let packed = elements.removeLast().bytes.dropFirst(1)
            elements.append(.init(number: field.number, kind: field.kind, content: .bytes(Array(packed))))
        }
        tree.fields.replaceSubrange(index...index, with: elements)
    }

    private mutating func unknown() -> WireTree.Field {
        let number = generator.pick([15, 16, 99, 2047, 2048, 1 << 20, (1 << 29) - 1])
        func tag(_ type: Int, _ number: Int) -> [UInt8] { WireTree.encode(UInt64(number << 3 | type)) }
        let body: [UInt8] = [1, 2, 3]
        let raw: [UInt8] =
            switch generator.number(0...9) {
            case 0: tag(0, number) + WireTree.encode(.random(in: 0 ... .max, using: &generator))
            case 1: tag(1, number) + Array(repeating: 7, count: 8)
            case 2: tag(5, number) + Array(repeating: 7, count: 4)
            case 3: tag(3, number) + tag(0, 1) + [5] + tag(4, number)
            case 4: tag(3, number) + tag(3, 4) + tag(4, 4) + tag(4, number)
            case 5: tag(3, number) + tag(4, number + 1)
            case 6: tag(4, number)
            case 7: tag(0, number) + Array(repeating: 0xFF, count: generator.number(8...11)) + [1]
            case 8: tag(2, number) + [UInt8(body.count), 0] + body
            default: tag(2, number) + [UInt8(body.count)] + body
            }
        return WireTree.Field(number: number, kind: .bytes, content: .bytes([]), raw: raw)
    }

    /// Integers are written with more bytes than they need.
    private mutating func lengthen(_ tree: inout WireTree, _ index: Int) {
        let field = tree.fields[index]
        switch field.content {
        case .bytes(let body):
            guard case .packedVarints = field.kind, body.last.map({ $0 < 0x80 }) ?? false else {
                let padding = generator.number(1...9)
                tree.fields[index].raw = field.tagBytes(2) + WireTree.encode(UInt64(body.count), padding: padding) + body
                return
            }
            var offset = 0
            var longer: [UInt8] = []
            while offset < body.count {
                var value = WireTree.varint(body, &offset)
                // Beyond 32 bits, which a 32-bit field does not see.
                if generator.once(in: 8) { value |= 1 << UInt64(generator.number(32...63)) }
                longer += WireTree.encode(value, padding: value < 128 && generator.once(in: 3) ? generator.number(1...5) : 0)
            }
            tree.fields[index].content = .bytes(longer)
        case .varint(let value):
            tree.fields[index].raw = field.tagBytes(0) + WireTree.encode(value, padding: generator.number(1...10))
        case .message(let inner):
            tree.fields[index].tag = WireTree.encode(UInt64(field.number << 3 | 2), padding: generator.number(1...4))
            tree.fields[index].content = .message(inner)
        case .fixed: break
        }
    }

    private mutating func truncate(_ tree: inout WireTree, _ index: Int) {
        guard case .bytes(let body) = tree.fields[index].content, !body.isEmpty else { return }
        tree.fields[index].content = .bytes(Array(body.dropLast(generator.number(1...min(8, body.count)))))
    }

    private mutating func flip(_ tree: inout WireTree, _ index: Int) {
        switch tree.fields[index].content {
        case .bytes(let body): tree.fields[index].content = .bytes(bytesMutated(body))
        case .varint: tree.fields[index].content = .varint(UInt64(generator.pick([0, 1, 2, 127, 128, 1 << 32, (1 << 32) + 1])))
        default: break
        }
    }

    // MARK: Bytes

    private mutating func bytesMutated(_ bytes: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [UInt8(generator.number(0...255))] }
        var result = bytes
        for _ in 0..<generator.number(1...4) {
            guard !result.isEmpty else { break }
            let index = generator.number(0...result.count - 1)
            switch generator.number(0...5) {
            case 0: result[index] ^= 1 << UInt8(generator.number(0...7))
            case 1: result[index] = generator.pick([0, 1, 0x7F, 0x80, 0xFF, 0xC3])
            case 2: result.remove(at: index)
            case 3: result.insert(UInt8(generator.number(0...255)), at: index)
            case 4: result.removeLast(generator.number(0...min(16, result.count)))
            default: result[index] = UInt8(generator.number(0...255))
            }
        }
        return result
    }
}
