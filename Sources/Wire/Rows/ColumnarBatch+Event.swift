internal import Contracts
package import Protos

extension ColumnarBatch {
    /// A row as an event: some microseconds. Of two columns of one name, the first that has a value is shown.
    package func event(at row: Int) -> Driftwatch_V1_InferenceEvent {
        precondition(row >= 0 && row < count, "row out of range")
        var event = Driftwatch_V1_InferenceEvent()
        event.deploymentID = deploymentID.rawValue
        event.requestID = requestIDs[row] ?? ""
        event.traceID = traceIDs.text(row) ?? ""
        event.timeUnixNanos = times[row]
        event.modelVersion = modelVersions.text(row) ?? ""
        prediction.fill(&event, row)
        for feature in features where event.features[feature.name.rawValue] == nil {
            event.features[feature.name.rawValue] = feature.value(row)
        }
        if let latency = latencies.message(row) { event.latencyMs = latency }
        event.errorCode = errorCodes.text(row) ?? ""
        for column in metadata { event.metadata[column.key.rawValue] = column.values.text(row) }
        languageModel.fill(&event, row)
        return event
    }
}

extension TextColumn {
    fileprivate func text(_ row: Int) -> String? { isAbsent ? nil : self[row] }
}

extension DictionaryColumn {
    fileprivate func text(_ row: Int) -> String? { isAbsent ? nil : self[row] }
}

extension NumberColumn {
    /// The number of a row as a message, or nil when it is missing.
    fileprivate func message(_ row: Int) -> Driftwatch_V1_NumberValue? {
        isAbsent ? nil : Driftwatch_V1_NumberValue(self[row])
    }
}

extension Driftwatch_V1_NumberValue {
    /// Nil when the number is missing.
    fileprivate init?(_ number: Double) {
        guard !number.isNaN else { return nil }
        self.init()
        value = number
    }
}

extension FeatureColumn {
    /// The value of a row, or nil when it is missing.
    fileprivate func value(_ row: Int) -> Driftwatch_V1_FeatureValue? {
        var message = Driftwatch_V1_FeatureValue()
        switch kind {
        case .number: message.value = numbers.isAbsent || numbers[row].isNaN ? nil : .number(numbers[row])
        case .category: message.value = categories.text(row).map { .category($0) }
        case .boolean: message.value = (booleans.isAbsent ? nil : booleans[row]).map { .boolean($0) }
        case .text: message.value = texts.text(row).map { .text($0) }
        case .embedding:
            guard !embeddings.isAbsent, let values = embeddings[row] else { return nil }
            message.embedding.values = values
        }
        return message.value == nil ? nil : message
    }
}

extension PredictionColumns {
    fileprivate func fill(_ event: inout Driftwatch_V1_InferenceEvent, _ row: Int) {
        var message = Driftwatch_V1_Prediction()
        message.class = classes.text(row) ?? ""
        if let score = scores.message(row) { message.score = score }
        if let value = values.message(row) { message.value = value }
        if !probabilities.isAbsent && !probabilities.isMissing(row) {
            for (index, name) in probabilities.classes.enumerated() { message.probabilities[name] = probabilities[row, index] }
        }
        if !ranking.isAbsent {
            message.ranking = ranking.index.items(of: row).map { item in
                var ranked = Driftwatch_V1_RankedItem()
                ranked.id = ranking.items[item] ?? ""
                if let score = ranking.scores.message(item) { ranked.score = score }
                return ranked
            }
        }
        if message != Driftwatch_V1_Prediction() { event.prediction = message }
    }
}

extension LanguageModelColumns {
    fileprivate func fill(_ event: inout Driftwatch_V1_InferenceEvent, _ row: Int) {
        var message = Driftwatch_V1_LanguageModelCall()
        message.promptVersion = promptVersions.text(row) ?? ""
        message.prompt = prompts.text(row) ?? ""
        message.response = responses.text(row) ?? ""
        if !contexts.isAbsent { message.context = contexts[row] }
        if !citations.isAbsent { message.citations = citations[row] }
        if let tokens = promptTokens.message(row) { message.promptTokens = tokens }
        if let tokens = responseTokens.message(row) { message.responseTokens = tokens }
        if !documents.isAbsent { message.documents = documents.index.items(of: row).map(documents.message) }
        if message != Driftwatch_V1_LanguageModelCall() { event.languageModel = message }
    }
}

extension TokenColumn {
    fileprivate func message(_ row: Int) -> Driftwatch_V1_NumberValue? {
        guard !isAbsent, let count = self[row] else { return nil }
        return Driftwatch_V1_NumberValue(Double(count))
    }
}

extension DocumentColumns {
    fileprivate func message(_ item: Int) -> Driftwatch_V1_RetrievedDocument {
        var message = Driftwatch_V1_RetrievedDocument()
        message.id = ids.text(item) ?? ""
        message.text = texts.text(item) ?? ""
        if let score = scores.message(item) { message.score = score }
        message.source = sources.text(item) ?? ""
        return message
    }
}
