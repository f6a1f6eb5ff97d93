/// A hash of a column's values: equal for the same values in the same order, however they came in batches and whatever the file's
/// format. 64 bits in four lanes, which take the rows in turn; made for speed (about half a nanosecond a value), against accidents
/// and not against forgers.
package struct ValueDigest: Sendable, Equatable {
    private var lanes: (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
    package private(set) var count = 0

    package init() {}

    package static func == (a: ValueDigest, b: ValueDigest) -> Bool { a.lanes == b.lanes && a.count == b.count }

    /// The lanes and the count, to be hashed on.
    var words: [UInt64] { [lanes.0, lanes.1, lanes.2, lanes.3, UInt64(count)] }

    /// Numbers; every NaN is the same, and −0 is 0.
    package mutating func update(numbers: Span<Double>) {
        update(rows: numbers.count) { Self.word(numbers[$0]) }
    }

    /// What stands for a missing category.
    package static let missing: UInt64 = 0x6D69_7373_696E_6721

    /// What stands for a number: its bits; every NaN is the same, and −0 is 0.
    @inline(__always)
    package static func word(_ x: Double) -> UInt64 { x.isNaN ? 0x7FF8_0000_0000_0000 : (x + 0).bitPattern }

    /// Two words made one.
    @inline(__always)
    package static func mixed(_ a: UInt64, _ b: UInt64) -> UInt64 { mix(a &+ 0x9E37_79B9_7F4A_7C15 ^ b, 0xA076_1D64_78BD_642F) }

    /// Categories: `hashes[code + 1]` is the hash of a code's text, `hashes[0]` that of what is missing.
    package mutating func update(codes: Span<Int32>, hashes: [UInt64]) {
        let hashes = hashes.span
        update(rows: codes.count) { row in hashes[Int(codes[row]) + 1] }
    }

    mutating func update(_ word: UInt64) { update(rows: 1) { _ in word } }

    /// FNV-1a, spread over all bits.
    package static func hash(_ text: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        return mix(hash, 0xE703_7ED1_A0B4_28DB)
    }

    @inline(__always)
    private mutating func update(rows: Int, _ word: (Int) -> UInt64) {
        var (a, b, c, d) = lanes
        var row = 0
        while row < rows && (count + row) & 3 != 0 { step((count + row) & 3, word(row), &a, &b, &c, &d); row += 1 }
        while row + 4 <= rows {
            a = Self.mix(a ^ word(row), 0xA076_1D64_78BD_642F)
            b = Self.mix(b ^ word(row + 1), 0xE703_7ED1_A0B4_28DB)
            c = Self.mix(c ^ word(row + 2), 0x8EBC_6AF0_9C88_C6E3)
            d = Self.mix(d ^ word(row + 3), 0x5899_65CC_7537_4CC3)
            row += 4
        }
        while row < rows { step((count + row) & 3, word(row), &a, &b, &c, &d); row += 1 }
        lanes = (a, b, c, d)
        count += rows
    }

    @inline(__always)
    private func step(_ lane: Int, _ word: UInt64, _ a: inout UInt64, _ b: inout UInt64, _ c: inout UInt64, _ d: inout UInt64) {
        switch lane {
        case 0: a = Self.mix(a ^ word, 0xA076_1D64_78BD_642F)
        case 1: b = Self.mix(b ^ word, 0xE703_7ED1_A0B4_28DB)
        case 2: c = Self.mix(c ^ word, 0x8EBC_6AF0_9C88_C6E3)
        default: d = Self.mix(d ^ word, 0x5899_65CC_7537_4CC3)
        }
    }

    /// wyhash's multiply and fold; adding the word keeps a product of zero from forgetting it.
    @inline(__always)
    private static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low &+ b
    }
}

/// A hash of a table: its columns' names, forms and values, whatever their order.
package struct TableDigest {
    private var columns: [String: (form: String, digest: ValueDigest)] = [:]

    package init() {}

    package mutating func add(_ name: String, form: String, _ digest: ValueDigest) { columns[name] = (form, digest) }

    /// `dw1:` and 32 hexadecimal digits.
    package var text: String {
        var (high, low) = (ValueDigest(), ValueDigest())
        for (name, column) in columns.sorted(by: { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }) {
            for word in [ValueDigest.hash(name.utf8), ValueDigest.hash(column.form.utf8)] + column.digest.words {
                high.update(word)
                low.update(~word)
            }
        }
        return "dw1:" + [high, low].map { Self.hexadecimal($0) }.joined()
    }

    /// The hash of bytes, for a profile.
    package static func text(ofBytes bytes: [UInt8]) -> String {
        var digest = ValueDigest()
        for byte in bytes { digest.update(UInt64(byte)) }
        var table = TableDigest()
        table.add("", form: "profile", digest)
        return table.text
    }

    private static func hexadecimal(_ digest: ValueDigest) -> String {
        let folded = digest.words.reduce(UInt64(0)) { ($0 ^ $1) &* 0x9E37_79B9_7F4A_7C15 ^ ($0 >> 29) }
        let digits = String(folded ^ folded >> 32, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
