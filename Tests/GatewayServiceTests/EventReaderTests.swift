import Foundation
import GatewayService
import Protos
import Testing

@Suite struct EventReaders {
    private func event(_ rest: String) throws -> Driftwatch_V1_InferenceEvent {
        let text = Array(#"{"deployment_id":"d","request_id":"r"\#(rest.isEmpty ? "" : ",")\#(rest)}"#.utf8)
        return try EventReader.event(text.withUnsafeBytes { try JSONParser.parse($0) })
    }

    private func fault(_ rest: String) -> RowFault? {
        do {
            _ = try event(rest)
            return nil
        } catch {
            return error as? RowFault
        }
    }

    @Test func everyKindOfFeatureIsCarriedOver() throws {
        let features = try event(
            #""features":{"n":1,"f":-2.5,"c":"NA","b":true,"m":null,"e":[1,2.5],"t":{"text":"hello"},"k":{"category":7},"i":{"number":"-Infinity"}}"#
        ).features
        #expect(features["n"]?.number == 1 && features["f"]?.number == -2.5 && features["c"]?.category == "NA")
        #expect(features["b"]?.boolean == true && features["m"]?.missing == true && features["e"]?.embedding.values == [1, 2.5])
        #expect(features["t"]?.text == "hello" && features["k"]?.category == "7" && features["i"]?.number == -.infinity)
    }

    @Test func everythingElseThatAnEventHasIsCarriedOver() throws {
        let event = try event(
            #"""
            "trace_id":"t","timestamp":"2025-11-25T12:02:31.5+02:00","model_version":"v","error_code":500,"latency_ms":0.5,
            "prediction":{"class":1,"score":0.5,"value":-3,"probabilities":{"a":0.25},"ranking":["x",{"id":"y","score":2}]},
            "metadata":{"cohort":"web","n":3,"gone":null},
            "language_model":{"prompt_version":"p1","prompt":"q","response":"a","context":["c1","c2"],"citations":["c"],
              "prompt_tokens":10,"response_tokens":0,"documents":[{"id":"d1","text":"x","score":0.1,"source":"s"},{}]}
            """#)
        #expect(event.traceID == "t" && event.timeUnixNanos == 1_764_064_951_500_000_000 && event.errorCode == "500")
        #expect(
            event.prediction.class == "1" && event.prediction.value.value == -3 && event.prediction.probabilities == ["a": 0.25])
        #expect(event.prediction.ranking.map(\.id) == ["x", "y"] && event.prediction.ranking.map(\.hasScore) == [false, true])
        #expect(event.metadata == ["cohort": "web", "n": "3"])
        let call = event.languageModel
        #expect(
            call.promptVersion == "p1" && call.context == ["c1", "c2"] && call.hasResponseTokens && call.responseTokens.value == 0
        )
        #expect(call.documents.count == 2 && call.documents[0].score.value == 0.1 && !call.documents[1].hasScore)
    }

    @Test func whatIsLeftOutOrNullIsUnset() throws {
        let event = try event(#""prediction":null,"latency_ms":null,"timestamp":null,"language_model":null,"metadata":null"#)
        #expect(!event.hasPrediction && !event.hasLatencyMs && event.timeUnixNanos == 0 && !event.hasLanguageModel)
    }

    @Test(arguments: [
        (#""latency":1"#, "field_unknown", "latency is unknown"), (#""latency_ms":"1""#, "field_type", "latency_ms is a string"),
        (#""latency_ms":1e999"#, "field_value", "latency_ms is beyond"),
        (#""features":[]"#, "field_type", "features is an array"),
        (#""features":{"x":{}}"#, "field_value", "features.x must have"),
        (#""features":{"x":[1,"a"]}"#, "field_type", "features.x[1]"),
        (#""features":{"x":[]}"#, "field_value", "features.x must have 1 to"),
        (#""features":{"x":[1e39]}"#, "field_value", "features.x[0] is beyond"),
        (#""features":{"x":{"colour":1}}"#, "field_unknown", "features.x.colour"),
        (#""prediction":1"#, "field_type", "prediction is a number"),
        (#""prediction":{"label":1}"#, "field_unknown", "prediction.label"),
        (#""prediction":{"ranking":[{}]}"#, "field_missing", "prediction.ranking[0].id"),
        (#""timestamp":"2025-11-25""#, "timestamp", "timestamp must be RFC 3339"),
        (#""timestamp":1764064951"#, "field_type", "timestamp is a number"),
        (#""timestamp":"1970-01-01T00:00:00Z""#, "timestamp_too_old", "timestamp is the Unix epoch"),
        (#""metadata":{"cohort":{}}"#, "field_type", "metadata.cohort is an object"),
        (#""language_model":{"prompt_tokens":1.5}"#, "field_value", "language_model.prompt_tokens must be"),
        (#""language_model":{"context":["a",1]}"#, "field_type", "language_model.context[1]"),
        (#""\u0000\u0007":1"#, "field_unknown", "��"),
    ])
    func aFaultNamesItsField(rest: String, code: String, message: String) {
        let fault = fault(rest)
        #expect(fault?.code == code, "\(String(describing: fault))")
        #expect(fault?.message.hasPrefix(message) == true, "\(String(describing: fault))")
    }

    @Test func theTwoIdentifiersAreRequired() throws {
        for text in [
            "{}", #"{"deployment_id":"d"}"#, #"{"request_id":"r"}"#, #"{"deployment_id":"","request_id":"r"}"#,
            #"{"deployment_id":"a b","request_id":"r"}"#, "[]", "null", "1",
        ] {
            let bytes = Array(text.utf8)
            #expect(throws: RowFault.self, "\(text)") {
                try EventReader.event(bytes.withUnsafeBytes { try JSONParser.parse($0) })
            }
        }
    }
}
