internal import Contracts

/// What a language model was given and what it wrote.
package struct LanguageModelColumns: Sendable {
    /// The version of the prompt template.
    package private(set) var promptVersions = DictionaryColumn()
    /// The prompt, as it was sent.
    package private(set) var prompts = TextColumn()
    /// The response, as it came.
    package private(set) var responses = TextColumn()
    /// The texts that the prompt was filled with.
    package private(set) var contexts = TextListColumn()
    /// The texts that the response refers to.
    package private(set) var citations = TextListColumn()
    /// Tokens of the prompt.
    package private(set) var promptTokens = TokenColumn()
    /// Tokens of the response.
    package private(set) var responseTokens = TokenColumn()
    /// What was retrieved.
    package private(set) var documents = DocumentColumns()

    package init() {}

    mutating func reset() {
        promptVersions.reset()
        prompts.reset()
        responses.reset()
        contexts.reset()
        citations.reset()
        promptTokens.reset()
        responseTokens.reset()
        documents.reset()
    }

    /// Takes the message `LanguageModelColumns`.
    mutating func decode(_ range: Range<Int>, in context: inout ReadContext) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var parts = [Range<Int>?](repeating: nil, count: 9)
        while let tag = try cursor.nextTag() {
            guard tag.wireType == .bytes, (1...8).contains(tag.field) else {
                try cursor.skip(tag, known: 8)
                continue
            }
            try cursor.once(&parts[tag.field])
        }
        if let part = parts[1] {
            try promptVersions.decode(
                part, column: .field("language_model.prompt_version"), bytesMax: context.limits.promptVersionBytes, in: &context)
        }
        let rule = TextColumn.Rule()
        if let part = parts[2] { try prompts.decode(part, column: .field("language_model.prompt"), rule: rule, in: &context) }
        if let part = parts[3] { try responses.decode(part, column: .field("language_model.response"), rule: rule, in: &context) }
        if let part = parts[4] {
            try contexts.decode(
                part, counts: "language_model.context.counts", items: "language_model.context.items", in: &context)
        }
        if let part = parts[5] {
            try citations.decode(
                part, counts: "language_model.citations.counts", items: "language_model.citations.items", in: &context)
        }
        if let part = parts[6] {
            try promptTokens.decode(part, column: .field("language_model.prompt_tokens"), in: context)
        }
        if let part = parts[7] {
            try responseTokens.decode(part, column: .field("language_model.response_tokens"), in: context)
        }
        if let part = parts[8] { try documents.decode(part, in: &context) }
    }
}
