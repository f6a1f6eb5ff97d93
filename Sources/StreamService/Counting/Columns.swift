internal import Statistics
internal import Wire

extension DictionaryColumn {
    /// The dictionary as it is counted.
    var texts: [ExactText] {
        (0..<entryCount).map { withBytes(ofEntry: $0) { ExactText(copying: $0) } }
    }
}

extension BooleanColumn {
    /// Copies the column as on the wire: 0 false, 1 true, 2 missing.
    func copy(into buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        for row in 0..<count {
            let value = self[row]
            buffer.append(value == nil ? 2 : value == true ? 1 : 0)
        }
    }
}

extension TextColumn {
    /// The length of each text in Unicode scalars; NaN where it is missing.
    func copyLengths(into buffer: inout [Double]) {
        buffer.removeAll(keepingCapacity: true)
        for row in 0..<count {
            let length = withBytes(of: row) { bytes in bytes.count { $0 & 0xC0 != 0x80 } }
            buffer.append(length.map(Double.init) ?? .nan)
        }
    }
}

extension EmbeddingColumn {
    /// The Euclidean norm of each vector; NaN where it is missing.
    func copyNorms(into buffer: inout [Double]) {
        buffer.removeAll(keepingCapacity: true)
        for row in 0..<count {
            guard !isMissing(row) else {
                buffer.append(.nan)
                continue
            }
            var sum = 0.0
            for index in 0..<dimension {
                let value = Double(self[row, index])
                sum += value * value
            }
            buffer.append(sum.squareRoot())
        }
    }
}

extension TokenColumn {
    /// Copies the column as on the wire: 0 unknown, n for n-1 tokens.
    func copy(into buffer: inout [UInt32]) {
        buffer.removeAll(keepingCapacity: true)
        for row in 0..<count { buffer.append(self[row].map { UInt32(clamping: $0 + 1) } ?? 0) }
    }
}
