/// One value of a service's configuration: its name, type, default, meaning and what is valid.
///
/// The name `http.body-limit` is the flag `--http-body-limit`, the environment variable `DRIFTWATCH_HTTP_BODY_LIMIT` and
/// the file's key `body-limit` in the section `http`.
package struct Setting<Value: SettingValue>: Sendable {
    /// The dotted name, in lower case.
    package let name: String
    /// What it has when nobody says anything; nothing when somebody has to.
    package let defaultValue: Value?
    /// What it does, as one sentence without a full stop.
    package let meaning: String
    /// Whether the value is kept out of everything that is printed.
    package let isSecret: Bool
    /// What is allowed beyond the type, in words, or nothing.
    package let limits: String?
    let isValid: @Sendable (Value) -> Bool

    /// Declares a setting.
    ///
    /// - Parameters:
    ///   - name: lower case, dots between sections, hyphens between words.
    ///   - defaultValue: left out for a setting that must be given.
    ///   - meaning: one sentence for `--help` and the documentation.
    ///   - isSecret: the value is never printed.
    ///   - limits: what `isValid` allows, in words: `1 to 64`.
    ///   - isValid: whether a value of the right type is allowed.
    package init(
        _ name: String, default defaultValue: Value? = nil, _ meaning: String, isSecret: Bool = false, limits: String? = nil,
        isValid: @escaping @Sendable (Value) -> Bool = { _ in true }
    ) {
        precondition(
            name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "." || $0 == "-") },
            "a setting's name is lower case with dots and hyphens: \(name)")
        self.name = name
        self.defaultValue = defaultValue
        self.meaning = meaning
        self.isSecret = isSecret
        self.limits = limits
        self.isValid = isValid
    }

    /// What is allowed, in words.
    var allowed: String { limits.map { "\(Value.allowedText), \($0)" } ?? Value.allowedText }
}

extension Setting where Value: Comparable {
    /// Declares a setting whose values lie in a range.
    package init(
        _ name: String, default defaultValue: Value? = nil, _ meaning: String, in range: ClosedRange<Value>
    ) {
        self.init(
            name, default: defaultValue, meaning,
            limits: "\(range.lowerBound.settingText) to \(range.upperBound.settingText)", isValid: range.contains)
    }
}

extension Setting where Value == String {
    /// Declares a setting with a fixed set of values.
    package init(_ name: String, default defaultValue: String? = nil, _ meaning: String, oneOf choices: [String]) {
        self.init(
            name, default: defaultValue, meaning, limits: "one of \(choices.joined(separator: ", "))",
            isValid: choices.contains)
    }
}
