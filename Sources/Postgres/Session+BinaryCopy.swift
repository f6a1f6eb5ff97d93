extension Session {
    /// COPY in binary form; the types are those that an INSERT of the same columns would want.
    func copyIn(table: String, columns: [String], rows: [[PostgresValue]]) throws(PostgresError) -> Int {
        let names = columns.joined(separator: ", ")
        let places = (1...max(columns.count, 1)).map { "$\($0)" }.joined(separator: ", ")
        let types = try parameterTypes("INSERT INTO \(table) (\(names)) VALUES (\(places))")
        var chunks: [[UInt8]] = []
        var chunk = header
        for row in rows {
            guard row.count == types.count else {
                throw PostgresError(
                    code: .invalidParameter, message: "a row of \(row.count) values for \(types.count) columns", statement: table)
            }
            chunk.append(bigEndian: Int16(row.count))
            for (index, value) in row.enumerated() { try append(value, as: types[index], to: &chunk, position: index + 1) }
            if chunk.count >= chunkBytes {
                chunks.append(chunk)
                chunk.removeAll(keepingCapacity: true)
            }
        }
        chunk.append(bigEndian: Int16(-1))
        chunks.append(chunk)
        return try copyIn("COPY \(table) (\(names)) FROM STDIN (FORMAT binary)", chunks: chunks)
    }

    private func append(
        _ value: PostgresValue, as type: UInt32, to chunk: inout [UInt8], position: Int
    ) throws(PostgresError) {
        let lengthOffset = chunk.count
        chunk.append(bigEndian: Int32(-1))
        switch try value.encode(as: type, into: &chunk, position: position) {
        case .null: return
        case .text:
            throw PostgresError(
                code: .invalidParameter, message: "column \(position) has type \(type), which COPY here cannot write; use INSERT")
        case .binary:
            let length = Int32(chunk.count - lengthOffset - 4).bigEndian
            withUnsafeBytes(of: length) { bytes in
                for index in 0..<4 { chunk[lengthOffset + index] = bytes[index] }
            }
        }
    }
}

/// `PGCOPY\n\377\r\n\0`, no flags, no extension.
private let header: [UInt8] = [80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0] + [UInt8](repeating: 0, count: 8)
private let chunkBytes = 64 << 10
