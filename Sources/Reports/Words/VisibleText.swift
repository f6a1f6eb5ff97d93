/// Text of others made fit to be looked at.
enum VisibleText {
    /// Whether a character cannot be seen or changes how others are shown: controls, escape sequences, direction marks.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: true
        default: scalar.properties.isNoncharacterCodePoint
        }
    }

    /// `\u{1b}`.
    static func escape(_ scalar: Unicode.Scalar) -> String {
        "\\u{\(String(scalar.value, radix: 16))}"
    }
}

/// A name or message on one line: hidden characters are written as `\u{1b}`; with `isASCII`, so is all beyond ASCII.
func visible(_ text: String, isASCII: Bool = false) -> String {
    let isFine = text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
    guard !isFine else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if VisibleText.isHidden(scalar) || (isASCII && !scalar.isASCII) {
            result += VisibleText.escape(scalar)
        } else {
            result.unicodeScalars.append(scalar)
        }
    }
    return result
}
