internal import Contracts
package import Protos

/// Turns one JSON event into the message that ingest takes. What it cannot carry over exactly, it refuses.
package enum EventReader {
    static let names = [
        "deployment_id", "request_id", "trace_id", "timestamp", "model_version", "prediction", "features", "latency_ms",
        "error_code", "metadata", "language_model",
    ]

    /// Reads an event.
    ///
    /// - Throws: `RowFault` that names the field.
    package static func event(_ value: JSONValue) throws(RowFault) -> Driftwatch_V1_InferenceEvent {
        let fields = try Fields(value, path: "", known: names)
        var event = Driftwatch_V1_InferenceEvent()
        event.deploymentID = try fields.requiredText("deployment_id")
        guard DeploymentID(event.deploymentID) != nil else {
            throw RowFault(code: "deployment_id", message: "deployment_id must be \(DeploymentID.requirement)")
        }
        event.requestID = try fields.requiredText("request_id")
        event.traceID = try fields.text("trace_id")
        event.timeUnixNanos = try time(fields)
        event.modelVersion = try fields.text("model_version")
        if let value = fields["prediction"] { event.prediction = try prediction(value) }
        for member in try fields.entries("features") {
            event.features[member.name] = try FeatureReader.feature(
                member.value, path: "features.\(Fields.shown(member.name))")
        }
        if let latency = try fields.number("latency_ms") { event.latencyMs.value = latency }
        event.errorCode = try fields.label("error_code")
        for member in try fields.entries("metadata") where member.value != .null {
            event.metadata[member.name] = try Fields.label(member.value, path: "metadata.\(Fields.shown(member.name))")
        }
        if let value = fields["language_model"] { event.languageModel = try LanguageModelReader.call(value) }
        return event
    }

    /// The event's time; 0, the time of arrival, when it says none.
    private static func time(_ fields: Fields) throws(RowFault) -> Int64 {
        guard fields["timestamp"] != nil else { return 0 }
        guard let timestamp = Timestamp(rfc3339: try fields.requiredText("timestamp")) else {
            throw RowFault(
                code: "timestamp", message: "timestamp must be RFC 3339 with a time zone, such as 2025-11-25T10:02:31Z")
        }
        guard timestamp.nanos != 0 else {
            throw RowFault(
                code: "timestamp_too_old", message: "timestamp is the Unix epoch itself; leave it out or send the real one")
        }
        return timestamp.nanos
    }

    private static func prediction(_ value: JSONValue) throws(RowFault) -> Driftwatch_V1_Prediction {
        let fields = try Fields(
            value, path: "prediction", known: ["class", "score", "value", "probabilities", "ranking"])
        var prediction = Driftwatch_V1_Prediction()
        prediction.class = try fields.label("class")
        if let score = try fields.number("score") { prediction.score.value = score }
        if let value = try fields.number("value") { prediction.value.value = value }
        for member in try fields.entries("probabilities") {
            prediction.probabilities[member.name] = try Fields.number(
                member.value, path: "prediction.probabilities.\(Fields.shown(member.name))")
        }
        for (index, element) in try fields.array("ranking").enumerated() {
            prediction.ranking.append(try rankedItem(element, path: "prediction.ranking[\(index)]"))
        }
        return prediction
    }

    /// An item of a ranking: its id, or an object with id and score.
    private static func rankedItem(_ value: JSONValue, path: String) throws(RowFault) -> Driftwatch_V1_RankedItem {
        var item = Driftwatch_V1_RankedItem()
        if case .string(let id) = value {
            item.id = id
            return item
        }
        let fields = try Fields(value, path: path, known: ["id", "score"])
        item.id = try fields.requiredText("id")
        if let score = try fields.number("score") { item.score.value = score }
        return item
    }
}
