/// A type that a setting can have: text in, text out, and words for what is allowed.
///
/// A conforming type says in `allowedText` what a valid text looks like, in words that finish the sentence
/// "allowed: …" of an error message.
package protocol SettingValue: Sendable, Equatable {
    /// What a valid text is, in a few words with an example: `a duration such as 250ms, 30s, 5m or 2h`.
    static var allowedText: String { get }

    /// Reads a value, or nothing when the text is not one.
    init?(settingText: String)

    /// The value as `init(settingText:)` reads it.
    var settingText: String { get }
}

extension String: SettingValue {
    package static var allowedText: String { "text" }
    package init?(settingText: String) { self = settingText }
    package var settingText: String { self }
}

extension Int: SettingValue {
    package static var allowedText: String { "a whole number" }
    package init?(settingText: String) { self.init(settingText) }
    package var settingText: String { description }
}

extension Double: SettingValue {
    package static var allowedText: String { "a number" }

    package init?(settingText: String) {
        guard let value = Double(settingText), value.isFinite else { return nil }
        self = value
    }

    package var settingText: String { description }
}

extension Bool: SettingValue {
    package static var allowedText: String { "true or false" }

    package init?(settingText: String) {
        switch settingText.lowercased() {
        case "true", "yes", "on", "1": self = true
        case "false", "no", "off", "0": self = false
        default: return nil
        }
    }

    package var settingText: String { self ? "true" : "false" }
}

extension Optional: SettingValue where Wrapped: SettingValue {
    package static var allowedText: String { Wrapped.allowedText }

    /// An empty text is no value.
    package init?(settingText: String) {
        if settingText.isEmpty {
            self = Optional<Wrapped>.none
        } else if let value = Wrapped(settingText: settingText) {
            self = Optional<Wrapped>.some(value)
        } else {
            return nil
        }
    }

    package var settingText: String { self?.settingText ?? "" }
}
