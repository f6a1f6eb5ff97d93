internal import Contracts
internal import Protos

/// Turns one JSON feature value into the message that ingest takes.
///
/// A number is a number, a string a category, a boolean a boolean, `null` a missing value, an array of numbers an embedding.
/// `{"text":"…"}`, `{"category":"…"}` and `{"number":"Infinity"}` say what JSON cannot.
enum FeatureReader {
    static func feature(_ value: JSONValue, path: String) throws(RowFault) -> Driftwatch_V1_FeatureValue {
        var feature = Driftwatch_V1_FeatureValue()
        switch value {
        case .null: feature.missing = true
        case .bool(let flag): feature.boolean = flag
        case .integer, .number: feature.number = try Fields.number(value, path: path)
        case .string(let text): feature.category = text
        case .array(let elements): feature.embedding = try embedding(elements, path: path)
        case .object(let members): try read(members, into: &feature, path: path)
        }
        return feature
    }

    private static func embedding(_ elements: [JSONValue], path: String) throws(RowFault) -> Driftwatch_V1_Embedding {
        guard !elements.isEmpty, elements.count <= Limits.standard.embeddingDimension else {
            throw RowFault.value(path, "must have 1 to \(Limits.standard.embeddingDimension) numbers")
        }
        var embedding = Driftwatch_V1_Embedding()
        embedding.values.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            let number = Float(try Fields.number(element, path: "\(path)[\(index)]"))
            guard number.isFinite else { throw RowFault.value("\(path)[\(index)]", "is beyond the range of a float") }
            embedding.values.append(number)
        }
        return embedding
    }

    private static func read(
        _ members: [JSONValue.Member], into feature: inout Driftwatch_V1_FeatureValue, path: String
    ) throws(RowFault) {
        guard members.count == 1, let member = members.first else {
            throw RowFault.value(path, "must have exactly one of text, category, number")
        }
        switch (member.name, member.value) {
        case ("text", .string(let text)): feature.text = text
        case ("category", let value): feature.category = try Fields.label(value, path: "\(path).category")
        case ("number", .string("Infinity")): feature.number = .infinity
        case ("number", .string("-Infinity")): feature.number = -.infinity
        case ("number", .integer), ("number", .number): feature.number = try Fields.number(member.value, path: "\(path).number")
        case ("text", let value): throw RowFault.type("\(path).text", value, expected: "a string")
        case ("number", let value):
            throw RowFault.type("\(path).number", value, expected: "a number, \"Infinity\" or \"-Infinity\"")
        default: throw RowFault.unknown("\(path).\(Fields.shown(member.name))", known: ["text", "category", "number"])
        }
    }
}
