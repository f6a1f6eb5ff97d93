/// The hashes of a text's words. A word of punctuation alone is taken as it is.
struct WordReader: Sequence, IteratorProtocol {
    private let bytes: UnsafeRawBufferPointer
    private var scanner: TextScanner

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        scanner = TextScanner(bytes)
    }

    mutating func next() -> UInt64? {
        var start: Int?
        var end = 0
        while let character = scanner.next() {
            if character.isSpace {
                if start != nil { break }
                continue
            }
            if start == nil { start = character.range.lowerBound }
            end = character.range.upperBound
        }
        return start.map { hash($0..<end) }
    }

    private func hash(_ range: Range<Int>) -> UInt64 {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high, isMark(low) { low += 1 }
        while high > low, isMark(high - 1) { high -= 1 }
        let word = low < high ? low..<high : range
        return StableHash.of(bytes[word].lazy.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
    }

    private func isMark(_ place: Int) -> Bool {
        let byte = bytes[place]
        return byte < 0x80 && TextScanner.Character(scalar: Unicode.Scalar(byte), range: place..<place + 1).isPunctuation
    }
}
