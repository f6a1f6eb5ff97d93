internal import Protos

/// Turns the JSON of a language model's call into the message that ingest takes.
enum LanguageModelReader {
    static let names = [
        "prompt_version", "prompt", "response", "context", "citations", "prompt_tokens", "response_tokens", "documents",
    ]

    static func call(_ value: JSONValue) throws(RowFault) -> Driftwatch_V1_LanguageModelCall {
        let fields = try Fields(value, path: "language_model", known: names)
        var call = Driftwatch_V1_LanguageModelCall()
        call.promptVersion = try fields.label("prompt_version")
        call.prompt = try fields.text("prompt")
        call.response = try fields.text("response")
        call.context = try fields.texts("context")
        call.citations = try fields.texts("citations")
        if let tokens = try tokens(fields, "prompt_tokens") { call.promptTokens.value = tokens }
        if let tokens = try tokens(fields, "response_tokens") { call.responseTokens.value = tokens }
        for (index, element) in try fields.array("documents").enumerated() {
            call.documents.append(try document(element, path: "language_model.documents[\(index)]"))
        }
        return call
    }

    private static func tokens(_ fields: Fields, _ name: String) throws(RowFault) -> Double? {
        guard let count = try fields.number(name) else { return nil }
        guard count >= 0, count < 4_294_967_295, count == count.rounded() else {
            throw RowFault.value(fields.path(name), "must be a whole number from 0 to 4294967294")
        }
        return count
    }

    private static func document(_ value: JSONValue, path: String) throws(RowFault) -> Driftwatch_V1_RetrievedDocument {
        let fields = try Fields(value, path: path, known: ["id", "text", "score", "source"])
        var document = Driftwatch_V1_RetrievedDocument()
        document.id = try fields.label("id")
        document.text = try fields.text("text")
        if let score = try fields.number("score") { document.score.value = score }
        document.source = try fields.text("source")
        return document
    }
}
