/// The integer that the bytes at `offset` hold in the network's order.
@inline(__always)
func bigEndian<Integer: FixedWidthInteger>(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Integer {
    precondition(offset >= 0 && offset + MemoryLayout<Integer>.size <= bytes.count, "a value of the server is cut short")
    return Integer(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
}

extension [UInt8] {
    /// Appends an integer in the network's order.
    @inline(__always)
    mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
