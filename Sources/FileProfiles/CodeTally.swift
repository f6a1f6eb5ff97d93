internal import Columnar
internal import Statistics

/// Counts and hashes a category column by code, so that a text is looked at once a pass and not once a batch.
struct CodeTally {
    private var counts: [Int] = []
    /// Of the code −1 first.
    private var hashes: [UInt64] = [ValueDigest.missing]
    private var texts: [String] = []
    private var epoch = 0

    /// Counts a batch. When the scan's codes have started anew, what was counted by the old ones is given to `flush` first.
    mutating func update(
        _ batch: ColumnBatch, _ column: Int, _ digest: inout ValueDigest, flush: ([Int], [ExactText]) -> Void
    ) {
        if batch.dictionaryEpoch(column) != epoch {
            finish(flush)
            epoch = batch.dictionaryEpoch(column)
        }
        let dictionary = batch.dictionary(column)
        for text in dictionary[texts.count...] { hashes.append(ValueDigest.hash(text.utf8)) }
        texts = dictionary
        counts.append(contentsOf: repeatElement(0, count: texts.count - counts.count))
        batch.withCodes(column) { codes in
            digest.update(codes: codes.span, hashes: hashes)
            counts.withUnsafeMutableBufferPointer { counts in for code in codes where code >= 0 { counts[Int(code)] += 1 } }
        }
    }

    /// Gives what was counted, and starts anew.
    mutating func finish(_ flush: ([Int], [ExactText]) -> Void) {
        flush(counts, texts.map { ExactText($0) })
        counts = []
        texts = []
        hashes = [ValueDigest.missing]
    }
}
