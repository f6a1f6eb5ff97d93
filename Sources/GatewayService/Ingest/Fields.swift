/// The members of a JSON object, read by name with the path of each for messages. A `null` member is one that is left out.
struct Fields {
    private let path: String
    private let members: [String: JSONValue]

    /// Takes an object whose names are all known.
    init(_ value: JSONValue, path: String, known: [String]) throws(RowFault) {
        guard case .object(let list) = value else {
            throw RowFault.type(path.isEmpty ? "the event" : path, value, expected: "an object")
        }
        self.path = path
        var members: [String: JSONValue] = [:]
        for member in list {
            guard known.contains(member.name) else {
                throw RowFault.unknown(Self.join(path, Self.shown(member.name)), known: known)
            }
            if member.value != .null { members[member.name] = member.value }
        }
        self.members = members
    }

    /// A name as a message shows it: short and without control characters.
    static func shown(_ name: String) -> String {
        let clean = String(name.unicodeScalars.prefix(64).map { $0.value < 0x20 ? "�" : Character($0) })
        return clean.isEmpty ? "\"\"" : clean
    }

    static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

    /// The path of a member, for messages.
    func path(_ name: String) -> String { Self.join(path, name) }

    /// A member, if it is there.
    subscript(_ name: String) -> JSONValue? { members[name] }

    /// A text, or an empty one.
    func text(_ name: String) throws(RowFault) -> String {
        guard let value = members[name] else { return "" }
        guard case .string(let text) = value else { throw RowFault.type(path(name), value, expected: "a string") }
        return text
    }

    /// A text that must be there and not be empty.
    func requiredText(_ name: String) throws(RowFault) -> String {
        let text = try text(name)
        guard !text.isEmpty else { throw RowFault.missing(path(name)) }
        return text
    }

    /// A text; a number or boolean is taken as its text, since labels and cohorts are often written as such.
    func label(_ name: String) throws(RowFault) -> String {
        guard let value = members[name] else { return "" }
        return try Self.label(value, path: path(name))
    }

    static func label(_ value: JSONValue, path: String) throws(RowFault) -> String {
        switch value {
        case .string(let text): return text
        case .integer(let number): return "\(number)"
        case .number(let number) where number.isFinite: return "\(number)"
        case .bool(let flag): return flag ? "true" : "false"
        default: throw RowFault.type(path, value, expected: "a string")
        }
    }

    /// A finite number.
    func number(_ name: String) throws(RowFault) -> Double? {
        guard let value = members[name] else { return nil }
        return try Self.number(value, path: path(name))
    }

    static func number(_ value: JSONValue, path: String) throws(RowFault) -> Double {
        guard let number = value.double else { throw RowFault.type(path, value, expected: "a number") }
        guard number.isFinite else { throw RowFault.value(path, "is beyond the range of a double") }
        return number
    }

    /// The elements of an array; none when it is left out.
    func array(_ name: String) throws(RowFault) -> [JSONValue] {
        guard let value = members[name] else { return [] }
        guard case .array(let elements) = value else { throw RowFault.type(path(name), value, expected: "an array") }
        return elements
    }

    /// The members of an object with free names; none when it is left out.
    func entries(_ name: String) throws(RowFault) -> [JSONValue.Member] {
        guard let value = members[name] else { return [] }
        guard case .object(let list) = value else { throw RowFault.type(path(name), value, expected: "an object") }
        return list
    }

    /// The texts of an array.
    func texts(_ name: String) throws(RowFault) -> [String] {
        let elements = try array(name)
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            guard case .string(let text) = element else {
                throw RowFault.type("\(path(name))[\(index)]", element, expected: "a string")
            }
            texts.append(text)
        }
        return texts
    }
}
