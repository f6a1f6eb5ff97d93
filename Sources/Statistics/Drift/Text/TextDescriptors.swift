/// What a text is like, as numbers to which every drift score of numbers applies.
package enum TextDescriptor: String, Sendable, CaseIterable {
    /// Characters: Unicode code points, and bytes that are not UTF-8.
    case length = "text_length"
    /// Runs of characters between white space, as Python's `len(text.split())`.
    case words = "text_words"
    /// Characters a word; missing without words.
    case meanWordLength = "text_mean_word_length"
    /// The share of words that the reference's other texts do not have; missing without words or without a vocabulary.
    case outOfVocabularyShare = "text_oov_share"
    /// Shares of the characters; missing for an empty text.
    case digitShare = "text_digit_share"
    case upperShare = "text_upper_share"
    /// ASCII's marks and symbols, and Unicode's punctuation.
    case punctuationShare = "text_punctuation_share"
    case nonASCIIShare = "text_non_ascii_share"
    case whitespaceShare = "text_whitespace_share"
}

/// The descriptors of one text. Works on bytes: invalid UTF-8 never fails, each invalid byte counts as one non-ASCII character.
package struct TextDescriptors: Sendable, Equatable {
    package private(set) var length = 0
    package private(set) var words = 0
    /// Characters that are in words.
    private var wordCharacters = 0
    private var digits = 0
    private var upper = 0
    private var punctuation = 0
    private var nonASCII = 0
    private var whitespace = 0
    /// nil without a vocabulary.
    private var unknownWords: Int?

    package init(_ text: ExactText) {
        self = text.utf8.withUnsafeBytes { TextDescriptors($0) }
    }

    /// - Parameters:
    ///   - text: any bytes.
    ///   - vocabulary: of the reference, for the share of unknown words.
    ///   - isReference: whether the text is itself one of the vocabulary's.
    package init(_ text: ExactText, vocabulary: Vocabulary, isReference: Bool) {
        self = text.utf8.withUnsafeBytes { TextDescriptors($0, vocabulary: vocabulary, isReference: isReference) }
    }

    package init(_ bytes: UnsafeRawBufferPointer) {
        var scanner = TextScanner(bytes)
        var isInWord = false
        while let character = scanner.next() {
            length += 1
            if !character.isASCII { nonASCII += 1 }
            if character.isSpace {
                whitespace += 1
                isInWord = false
                continue
            }
            if !isInWord { words += 1 }
            isInWord = true
            wordCharacters += 1
            if character.isDigit {
                digits += 1
            } else if character.isUpper {
                upper += 1
            } else if character.isPunctuation {
                punctuation += 1
            }
        }
    }

    /// See `init(_:vocabulary:isReference:)` of `ExactText`.
    package init(_ bytes: UnsafeRawBufferPointer, vocabulary: Vocabulary, isReference: Bool) {
        self.init(bytes)
        unknownWords = vocabulary.unknownWords(bytes, isReference: isReference)
    }

    /// A descriptor's value; NaN where it is undefined, which counts as missing.
    package func value(_ descriptor: TextDescriptor) -> Double {
        switch descriptor {
        case .length: Double(length)
        case .words: Double(words)
        case .meanWordLength: Double(wordCharacters) / Double(words)
        case .outOfVocabularyShare: unknownWords.map { Double($0) / Double(words) } ?? .nan
        case .digitShare: share(digits)
        case .upperShare: share(upper)
        case .punctuationShare: share(punctuation)
        case .nonASCIIShare: share(nonASCII)
        case .whitespaceShare: share(whitespace)
        }
    }

    private func share(_ count: Int) -> Double { Double(count) / Double(length) }
}
