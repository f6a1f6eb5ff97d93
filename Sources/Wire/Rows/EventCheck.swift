internal import Contracts
internal import Protos

/// Looks for what would make a batch refused as a whole, and refuses the one event instead.
struct EventCheck {
    let limits: Limits
    let now: Timestamp

    /// The first fault of an event, or nil.
    func fault(of event: Driftwatch_V1_InferenceEvent, row: Int) -> RefusedRow? {
        guard DeploymentID(event.deploymentID) != nil else {
            return RefusedRow(row: row, code: "deployment_id", message: "deployment_id must be \(DeploymentID.requirement)")
        }
        return timeFault(event, row) ?? featureFault(event, row) ?? metadataFault(event, row) ?? predictionFault(event, row)
            ?? latencyFault(event, row) ?? tokenFault(event, row)
    }

    private func latencyFault(_ event: Driftwatch_V1_InferenceEvent, _ row: Int) -> RefusedRow? {
        guard event.hasLatencyMs, !RowRefusals.isLatency(event.latencyMs.value) else { return nil }
        return RefusedRow(row: row, code: "latency_out_of_range", message: RowRefusals.latencyMessage)
    }

    private func timeFault(_ event: Driftwatch_V1_InferenceEvent, _ row: Int) -> RefusedRow? {
        let time = Timestamp(nanos: event.timeUnixNanos)
        guard time.nanos != 0 else { return nil }
        return RowRefusals.timeFault(of: time, now: now, limits: limits).map {
            RefusedRow(row: row, code: $0.code, message: $0.message)
        }
    }

    private func featureFault(_ event: Driftwatch_V1_InferenceEvent, _ row: Int) -> RefusedRow? {
        guard event.features.count <= limits.features else {
            return tooMany(row, "features", event.features.count, limits.features)
        }
        for (name, value) in event.features {
            if let fault = nameFault(name, row, "a feature's name", limits.featureNameBytes) { return fault }
            guard !FeatureName.isReserved(name) else {
                return RefusedRow(
                    row: row, code: "reserved_name", message: BatchFault.reservedName("features['\(name)']").message)
            }
            guard case .embedding(let embedding)? = value.value else { continue }
            guard (1...limits.embeddingDimension).contains(embedding.values.count) else {
                return RefusedRow(
                    row: row, code: "embedding_dimension",
                    message: "features['\(name)'] has \(embedding.values.count) numbers; an embedding has 1 to "
                        + "\(limits.embeddingDimension)")
            }
        }
        return nil
    }

    private func metadataFault(_ event: Driftwatch_V1_InferenceEvent, _ row: Int) -> RefusedRow? {
        guard event.metadata.count <= limits.metadataKeys else {
            return tooMany(row, "metadata keys", event.metadata.count, limits.metadataKeys)
        }
        return event.metadata.keys.lazy.compactMap { nameFault($0, row, "a metadata key", limits.metadataKeyBytes) }.first
    }

    private func predictionFault(_ event: Driftwatch_V1_InferenceEvent, _ row: Int) -> RefusedRow? {
        let probabilities = event.prediction.probabilities
        guard probabilities.count <= limits.classes else { return tooMany(row, "classes", probabilities.count, limits.classes) }
        guard event.prediction.ranking.count <= limits.nestedItems else {
            return tooMany(row, "ranked items", event.prediction.ranking.count, limits.nestedItems)
        }
        for (name, probability) in probabilities {
            if !name.isEmpty, let fault = nameFault(name, row, "a class of prediction.probabilities", limits.classNameBytes) {
                return fault
            }
            if probability.isNaN {
                return RefusedRow(
                    row: row, code: "probability_not_a_number",
                    message: "prediction.probabilities['\(name)'] is not a number: leave the class out")
            }
        }
        return nil
    }

    private func tokenFault(_ event: Driftwatch_V1_InferenceEvent, _ row: Int) -> RefusedRow? {
        let call = event.languageModel
        let tokens =
            [("prompt_tokens", call.hasPromptTokens, call.promptTokens.value)]
            + [("response_tokens", call.hasResponseTokens, call.responseTokens.value)]
        for (name, isSet, count) in tokens where isSet && !(0..<4_294_967_295).contains(count) {
            return RefusedRow(
                row: row, code: "token_count", message: "language_model.\(name) must be 0 to 4294967294")
        }
        return nil
    }

    private func nameFault(_ name: String, _ row: Int, _ what: String, _ limit: Int) -> RefusedRow? {
        guard (1...limit).contains(name.utf8.count) else {
            return RefusedRow(
                row: row, code: "name_length", message: "\(what) is \(name.utf8.count) bytes long; it must have 1 to \(limit)")
        }
        guard !name.utf8.contains(0) else {
            return RefusedRow(row: row, code: "nul_character", message: "\(what) contains U+0000: send it without")
        }
        return nil
    }

    private func tooMany(_ row: Int, _ what: String, _ count: Int, _ limit: Int) -> RefusedRow {
        RefusedRow(row: row, code: "too_many_columns", message: "the event has \(count) \(what); at most \(limit) are taken")
    }
}
