import ProfileStore
import Testing

@Suite struct RequestHashTests {
    /// From the reference implementation (mmh3.hash64 of Python's mmh3, signed=False, x64).
    @Test(
        arguments: [
            ("", 0, 0),
            ("foo", 0xe271_8657_01f5_4561, 0x7eaf_87e4_2bba_7d87),
            ("The quick brown fox jumps over the lazy dog", 0xe34b_bc7b_bc07_1b6c, 0x7a43_3ca9_c49a_9347),
        ] as [(String, UInt64, UInt64)])
    func isMurmur3(text: String, high: UInt64, low: UInt64) {
        var text = text
        let hash = text.withUTF8 { RequestHash(UnsafeRawBufferPointer($0)) }
        #expect((hash.high, hash.low) == (high, low))
        #expect(RequestHash(bytes: hash.bytes) == hash)
    }

    @Test func otherLengthsAreNoHash() {
        #expect(RequestHash(bytes: [1, 2, 3]) == nil)
    }
}
