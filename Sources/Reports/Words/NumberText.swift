internal import Foundation

/// Numbers as people read them, the same way as on the dashboard; nil, NaN and infinity are said as a dash.
package enum NumberText {
    static let none = "–"

    /// Three decimals for scores between 0 and some units; never `0.000` for what is not zero.
    static func score(_ value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        if value == 0 { return "0" }
        let size = abs(value)
        if size < 0.0005 { return value < 0 ? ">-0.001" : "<0.001" }
        return size >= 100_000 ? scientific(value) : fixed(value, size >= 10 ? 1 : 3)
    }

    /// A p-value: never rounded to 0.
    static func probability(_ value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        return value < 0.0001 ? "<0.0001" : fixed(value, value < 0.01 ? 4 : 3)
    }

    /// A threshold or setting, with the digits that it was given with.
    static func setting(_ value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        return trimmed(fixed(value, 4))
    }

    /// An edge of a bin of probabilities.
    static func edge(_ value: Double) -> String {
        value.isFinite && abs(value) < 1e6 ? trimmed(fixed(value, 3)) : number(value)
    }

    /// Four significant digits: `0.01162`, `42`, `208,892`, `1.50e-07`.
    package static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return none }
        if value == 0 { return "0" }
        let size = abs(value)
        if size >= 100_000 || size < 0.0001 {
            return size < 1e15 && value == value.rounded() ? count(Int(value)) : scientific(value)
        }
        let digits = max(0, 3 - Int(log10(size).rounded(.down)))
        return trimmed(fixed(value, digits))
    }

    static func percent(_ ratio: Double?, digits: Int = 1) -> String {
        guard let ratio, ratio.isFinite else { return none }
        let percent = ratio * 100
        if percent == 0 { return "0%" }
        if abs(percent) >= 1e6 { return scientific(percent) + "%" }
        if abs(percent) < 0.5 * pow(10, -Double(digits)) { return "<\(fixed(pow(10, -Double(digits)), digits))%" }
        return "\(fixed(percent, abs(percent) >= 99.95 ? 0 : digits))%"
    }

    /// `208,892`.
    static func count(_ value: Int?) -> String {
        guard let value else { return none }
        let digits = Array(String(value.magnitude))
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return text
    }

    /// `1 row`, `2 rows`.
    static func counted(_ value: Int, _ noun: String) -> String {
        "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
    }

    /// All digits that tell a number from its neighbours, as a script reads them back.
    static func exact(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        let text = "\(value)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// With this many decimals.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    private static func scientific(_ value: Double) -> String {
        String(format: "%.2e", value)
    }

    private static func trimmed(_ text: String) -> String {
        guard text.contains(".") else { return text }
        var text = text
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
