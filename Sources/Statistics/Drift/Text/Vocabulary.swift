/// The words of a reference's texts, each with the number of texts that have it.
///
/// Words are the runs between white space, without ASCII punctuation around them, ASCII letters in lower case. They are kept as
/// 64-bit hashes: two of a million words share one with chance 3e-8. A word of a reference's text counts as unknown when no
/// other text has it, so that texts of the same law have the same share of unknown words on both sides.
package struct Vocabulary: Sendable, Equatable {
    /// The most words kept: those that come later are unknown on both sides.
    package let capacity: Int
    /// Texts counted.
    package private(set) var texts = 0
    private var frequencies: [UInt64: UInt32] = [:]

    /// - Parameter capacity: words kept, at least 1. A million takes about 30 MB.
    package init(capacity: Int = 1_000_000) { self.capacity = max(1, capacity) }

    /// Distinct words.
    package var count: Int { frequencies.count }

    package mutating func update(_ text: ExactText) { text.utf8.withUnsafeBytes { update($0) } }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        texts += 1
        var seen = Set<UInt64>()
        for word in WordReader(bytes) where seen.insert(word).inserted { add(word, 1) }
    }

    /// Adds the texts of another vocabulary. Exact in any partition and order while the words fit the capacity.
    package mutating func merge(_ other: Vocabulary) {
        texts += other.texts
        for (word, count) in other.frequencies.sorted(by: { $0.key < $1.key }) { add(word, count) }
    }

    private mutating func add(_ word: UInt64, _ amount: UInt32) {
        if let count = frequencies[word] {
            frequencies[word] = count &+ min(amount, .max - count)
        } else if frequencies.count < capacity {
            frequencies[word] = amount
        }
    }

    /// The number of words of a text that no text of the reference has, the text itself left out where it is one.
    func unknownWords(_ bytes: UnsafeRawBufferPointer, isReference: Bool) -> Int {
        let least: UInt32 = isReference ? 2 : 1
        return WordReader(bytes).count { frequencies[$0, default: 0] < least }
    }
}
