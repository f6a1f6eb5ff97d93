internal import Contracts
internal import Protos

/// How a stored event looks in JSON: in the form in which it is sent, with the time of its arrival.
extension JSONValue {
    static func event(_ stored: Driftwatch_V1_StoredEvent) -> JSONValue {
        let event = stored.event
        return .object([
            "deployment_id": .string(event.deploymentID),
            "request_id": .string(event.requestID),
            "trace_id": text(event.traceID),
            "timestamp": .time(event.timeUnixNanos),
            "model_version": text(event.modelVersion) ?? .null,
            "prediction": event.hasPrediction ? prediction(event.prediction) : .null,
            "features": .object(
                event.features.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: feature($0.value)) }),
            "latency_ms": (event.hasLatencyMs ? finite(event.latencyMs.value) : nil) ?? .null,
            "error_code": text(event.errorCode) ?? .null,
            "metadata": .object(
                event.metadata.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: .string($0.value)) }),
            "language_model": event.hasLanguageModel ? languageModel(event.languageModel) : nil,
            "received_at": .time(stored.receivedUnixNanos),
        ])
    }

    /// A text, or nothing when it is empty.
    private static func text(_ value: String) -> JSONValue? { value.isEmpty ? nil : .string(value) }

    private static func prediction(_ prediction: Driftwatch_V1_Prediction) -> JSONValue {
        let probabilities = prediction.probabilities.sorted { $0.key < $1.key }.map {
            Member(name: $0.key, value: finite($0.value) ?? .null)
        }
        let ranking = prediction.ranking.map { item in
            JSONValue.object(["id": .string(item.id), "score": item.hasScore ? finite(item.score.value) : nil])
        }
        return .object([
            "class": text(prediction.class),
            "score": prediction.hasScore ? finite(prediction.score.value) : nil,
            "value": prediction.hasValue ? finite(prediction.value.value) : nil,
            "probabilities": probabilities.isEmpty ? nil : .object(probabilities),
            "ranking": ranking.isEmpty ? nil : .array(ranking),
        ])
    }

    private static func feature(_ feature: Driftwatch_V1_FeatureValue) -> JSONValue {
        switch feature.value {
        case .number(let value) where value.isFinite: .number(value)
        case .number(let value) where value.isInfinite: .object(["number": .string(value > 0 ? "Infinity" : "-Infinity")])
        case .number, .missing, nil: .null
        case .category(let text): .string(text)
        case .boolean(let flag): .bool(flag)
        case .text(let text): .object(["text": .string(text)])
        case .embedding(let embedding): .array(embedding.values.map { finite(Double($0)) ?? .null })
        }
    }

    private static func languageModel(_ call: Driftwatch_V1_LanguageModelCall) -> JSONValue {
        let documents = call.documents.map { document in
            JSONValue.object([
                "id": text(document.id), "text": text(document.text),
                "score": document.hasScore ? finite(document.score.value) : nil, "source": text(document.source),
            ])
        }
        return .object([
            "prompt_version": text(call.promptVersion),
            "prompt": text(call.prompt),
            "response": text(call.response),
            "context": call.context.isEmpty ? nil : .array(call.context.map { .string($0) }),
            "citations": call.citations.isEmpty ? nil : .array(call.citations.map { .string($0) }),
            "prompt_tokens": call.hasPromptTokens ? finite(call.promptTokens.value) : nil,
            "response_tokens": call.hasResponseTokens ? finite(call.responseTokens.value) : nil,
            "documents": documents.isEmpty ? nil : .array(documents),
        ])
    }
}
