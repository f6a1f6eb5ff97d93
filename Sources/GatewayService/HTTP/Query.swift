/// The parameters of a request's query, percent-decoded, each at most once.
struct Query: Sendable {
    private let values: [String: String]

    /// Reads a query; `+` is a space.
    ///
    /// - Throws: `Problem` for a parameter that is not among those allowed, stands twice, or cannot be decoded.
    init(_ text: String?, allowed: Set<String>) throws {
        var values: [String: String] = [:]
        for pair in (text ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "") else {
                throw Problem.parameter(String(parts[0]), "is not percent-encoded UTF-8")
            }
            guard allowed.contains(name) else {
                let known = allowed.isEmpty ? "this address takes none" : "known are \(allowed.sorted().joined(separator: ", "))"
                throw Problem.parameter(name, "is unknown here; \(known)")
            }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Problem.parameter(name, "stands twice; give it once")
            }
        }
        self.values = values
    }

    /// A parameter's value; nothing when it is left out or empty.
    subscript(_ name: String) -> String? {
        values[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A parameter that must be there.
    func required(_ name: String) throws -> String {
        guard let value = self[name] else { throw Problem.parameter(name, "is missing") }
        return value
    }

    /// A whole number within a range.
    func integer(_ name: String, default fallback: UInt32, in range: ClosedRange<UInt32>) throws -> UInt32 {
        guard let text = self[name] else { return fallback }
        guard let value = UInt32(text), range.contains(value) else {
            throw Problem.parameter(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Percent-decodes a component; nothing when that gives no UTF-8.
    static func decode(_ text: Substring, plusIsSpace: Bool = true) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
