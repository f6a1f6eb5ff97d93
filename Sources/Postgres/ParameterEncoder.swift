/// The parameters of one statement as libpq takes them: for each a pointer, a length and a format.
///
/// Small values are written one behind the other into one buffer; byte strings are pointed to where they are.
struct ParameterEncoder {
    private enum Slot {
        case null
        case stored(offset: Int, length: Int, isBinary: Bool)
        case bytes([UInt8])
    }

    private var storage: [UInt8] = []
    private var slots: [Slot] = []

    /// Encodes `parameters` for a statement whose parameters have `types`.
    init(_ parameters: [PostgresValue], types: [UInt32]) throws(PostgresError) {
        guard parameters.count == types.count else {
            throw PostgresError(
                code: .invalidParameter, message: "the statement has \(types.count) parameters, \(parameters.count) were given")
        }
        slots.reserveCapacity(parameters.count)
        for (index, parameter) in parameters.enumerated() {
            if case .bytes(let bytes) = parameter {
                slots.append(.bytes(bytes))
                continue
            }
            let offset = storage.count
            switch try parameter.encode(as: types[index], into: &storage, position: index + 1) {
            case .null: slots.append(.null)
            case .binary: slots.append(.stored(offset: offset, length: storage.count - offset, isBinary: true))
            case .text:
                slots.append(.stored(offset: offset, length: storage.count - offset, isBinary: false))
                storage.append(0)
            }
        }
    }

    /// Calls `body` with what `PQsendQueryPrepared` wants.
    func withPointers<Result>(
        _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> Result
    ) -> Result {
        storage.withUnsafeBytes { stored in
            var pointers = Pointers(values: [], lengths: [], formats: [])
            return add(0, to: &pointers, stored: stored, body)
        }
    }

    private struct Pointers {
        var values: [UnsafePointer<CChar>?]
        var lengths: [Int32]
        var formats: [Int32]

        mutating func append(_ value: UnsafeRawPointer?, _ length: Int, isBinary: Bool) {
            values.append(value?.assumingMemoryBound(to: CChar.self))
            lengths.append(Int32(length))
            formats.append(isBinary ? 1 : 0)
        }
    }

    /// Recursion keeps the arrays of all byte strings pinned at once.
    private func add<Result>(
        _ index: Int, to pointers: inout Pointers, stored: UnsafeRawBufferPointer,
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Result
    ) -> Result {
        for index in index..<slots.count {
            switch slots[index] {
            case .null: pointers.append(nil, 0, isBinary: true)
            case .stored(let offset, let length, let isBinary):
                pointers.append((stored.baseAddress ?? emptyValue).advanced(by: offset), length, isBinary: isBinary)
            case .bytes(let bytes):
                return bytes.withUnsafeBytes { buffer in
                    pointers.append(buffer.baseAddress ?? emptyValue, buffer.count, isBinary: true)
                    return add(index + 1, to: &pointers, stored: stored, body)
                }
            }
        }
        return body(pointers.values, pointers.lengths, pointers.formats)
    }
}

/// Where an empty value points to: libpq takes a null pointer for NULL. Never read; allocated once.
private nonisolated(unsafe) let emptyValue = UnsafeRawPointer(UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1))
