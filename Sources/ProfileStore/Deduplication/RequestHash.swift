/// A request id as 128 bits: MurmurHash3 x64-128 (Appleby, public domain) with seed 0.
///
/// Two of n different ids collide with probability n² / 2¹²⁹: 10⁻²⁰ for a billion a day.
package struct RequestHash: Hashable, Sendable {
    /// The first 64 bits.
    package let high: UInt64
    /// The last 64 bits.
    package let low: UInt64

    /// The hash of an id's UTF-8 bytes.
    package init(_ id: UnsafeRawBufferPointer) {
        let (c1, c2) = (UInt64(0x87c3_7b91_1142_53d5), UInt64(0x4cf5_ad43_2745_937f))
        var (h1, h2) = (UInt64(0), UInt64(0))
        let blocks = id.count / 16
        for block in 0..<blocks {
            let k1 = UInt64(littleEndian: id.loadUnaligned(fromByteOffset: block * 16, as: UInt64.self))
            let k2 = UInt64(littleEndian: id.loadUnaligned(fromByteOffset: block * 16 + 8, as: UInt64.self))
            h1 ^= (k1 &* c1).rotated(31) &* c2
            h1 = (h1.rotated(27) &+ h2) &* 5 &+ 0x52dc_e729
            h2 ^= (k2 &* c2).rotated(33) &* c1
            h2 = (h2.rotated(31) &+ h1) &* 5 &+ 0x3849_5ab5
        }
        var (k1, k2) = (UInt64(0), UInt64(0))
        for index in stride(from: id.count - 1, through: blocks * 16, by: -1) {
            let place = index - blocks * 16
            if place >= 8 {
                k2 = k2 << 8 | UInt64(id[index])
            } else {
                k1 = k1 << 8 | UInt64(id[index])
            }
        }
        h2 ^= (k2 &* c2).rotated(33) &* c1
        h1 ^= (k1 &* c1).rotated(31) &* c2
        h1 ^= UInt64(id.count)
        h2 ^= UInt64(id.count)
        h1 &+= h2
        h2 &+= h1
        h1 = h1.mixed
        h2 = h2.mixed
        h1 &+= h2
        h2 &+= h1
        (high, low) = (h1, h2)
    }

    /// The 16 bytes that the hash is stored as.
    package var bytes: [UInt8] {
        [high, low].flatMap { word in stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt64($0)) } }
    }

    /// The hash that was stored as these bytes; nil unless there are 16.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.dropFirst(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension UInt64 {
    @inline(__always)
    fileprivate func rotated(_ count: UInt64) -> UInt64 { self << count | self >> (64 - count) }

    @inline(__always)
    fileprivate var mixed: UInt64 {
        var value = self
        value ^= value >> 33
        value = value &* 0xff51_afd7_ed55_8ccd
        value ^= value >> 33
        value = value &* 0xc4ce_b9fe_1a85_ec53
        value ^= value >> 33
        return value
    }
}
