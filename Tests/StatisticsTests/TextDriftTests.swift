import Statistics
import Testing

@Suite struct TextDriftTests {
    struct Described: Decodable {
        let bytes: [UInt8]
        let text_length: Double, text_words: Double
        let text_mean_word_length: Double?, text_digit_share: Double?, text_upper_share: Double?
        let text_punctuation_share: Double?, text_non_ascii_share: Double?, text_whitespace_share: Double?
    }

    @Test func descriptorsArePythons() throws {
        for item in try PeerFixtures.read("text.json", as: [Described].self) {
            let text = TextDescriptors(ExactText(utf8: item.bytes))
            let expected: [(TextDescriptor, Double?)] = [
                (.length, item.text_length), (.words, item.text_words), (.meanWordLength, item.text_mean_word_length),
                (.digitShare, item.text_digit_share), (.upperShare, item.text_upper_share),
                (.punctuationShare, item.text_punctuation_share), (.nonASCIIShare, item.text_non_ascii_share),
                (.whitespaceShare, item.text_whitespace_share),
            ]
            for (descriptor, value) in expected {
                let ours = text.value(descriptor)
                #expect(value.map { close(ours, $0) } ?? ours.isNaN, "\(descriptor.rawValue) of \(item.bytes): \(ours)")
            }
            #expect(text.value(.outOfVocabularyShare).isNaN)
        }
    }

    @Test func wordsOfTheReferenceAreKnownWhateverTheirCaseAndMarks() {
        var vocabulary = Vocabulary()
        for text in ["The quick brown fox.", "the slow fox", "(Quick) reply"] { vocabulary.update(ExactText(text)) }
        func share(_ text: String, isReference: Bool = false) -> Double {
            TextDescriptors(ExactText(text), vocabulary: vocabulary, isReference: isReference).value(.outOfVocabularyShare)
        }
        #expect(share("THE \"fox\" replies") == 1.0 / 3 && share("reply ... now") == 2.0 / 3)
        #expect(share("The quick brown fox.", isReference: true) == 0.25 && share("").isNaN)
        #expect(vocabulary.texts == 3 && vocabulary.count == 6)
    }

    @Test func textsOfOneLawHaveTheSameShareOfUnknownWords() {
        var random = SplitMix(seed: 3)
        func text() -> ExactText {
            ExactText((0..<12).map { _ in "w\(Int(20 / (random.uniform() + 1e-3)))" }.joined(separator: " "))
        }
        let (reference, current) = ((0..<600).map { _ in text() }, (0..<600).map { _ in text() })
        var vocabulary = Vocabulary()
        for text in reference { vocabulary.update(text) }
        func mean(_ texts: [ExactText], isReference: Bool) -> Double {
            texts.reduce(0) {
                $0 + TextDescriptors($1, vocabulary: vocabulary, isReference: isReference).value(.outOfVocabularyShare)
            } / Double(texts.count)
        }
        let (ours, theirs) = (mean(reference, isReference: true), mean(current, isReference: false))
        #expect(ours > 0.01 && (ours - theirs).magnitude < 0.006, "\(ours) \(theirs)")
    }

    @Test func vocabulariesMergeExactlyAndKeepTheirCapacity() {
        let texts = (0..<300).map { ExactText("a\($0 % 40) b\($0 % 7) c\($0)") }
        var whole = Vocabulary()
        for text in texts { whole.update(text) }
        for parts in [2, 7] {
            var merged = Vocabulary()
            for part in 0..<parts {
                var partial = Vocabulary()
                for text in texts[texts.count * part / parts..<texts.count * (part + 1) / parts] { partial.update(text) }
                merged.merge(partial)
            }
            #expect(merged == whole)
        }
        var small = Vocabulary(capacity: 10)
        for text in texts { small.update(text) }
        #expect(small.count == 10 && small.texts == 300)
    }

    @Test(arguments: [UInt64(1), 2]) func anyBytesAreDescribed(seed: UInt64) {
        var random = SplitMix(seed: seed)
        let special: [UInt8] = [0xC2, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0xF4, 0xED, 0xA0, 0x20, 0x41, 0xFF]
        for _ in 0..<2_000 {
            let bytes = (0..<Int(random.next() % 40)).map { _ in special[Int(random.next() % UInt64(special.count))] }
            let text = ExactText(utf8: bytes)
            var vocabulary = Vocabulary()
            vocabulary.update(text)
            let descriptors = TextDescriptors(text, vocabulary: vocabulary, isReference: false)
            #expect(descriptors.length <= bytes.count && descriptors.words <= descriptors.length)
            let known = descriptors.value(.outOfVocabularyShare)
            #expect(known == 0 || known.isNaN)
            for descriptor in TextDescriptor.allCases where descriptor.rawValue.hasSuffix("share") {
                let value = descriptors.value(descriptor)
                #expect(value.isNaN || (value >= 0 && value <= 1))
            }
        }
    }
}
