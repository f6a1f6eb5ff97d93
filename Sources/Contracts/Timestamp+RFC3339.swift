extension Timestamp: LosslessStringConvertible {
    /// The time in UTC as RFC 3339 writes it, with as many digits of the second as are needed: `2025-11-25T10:02:31.5Z`.
    package var description: String { rfc3339 }

    /// The same as `rfc3339`.
    package init?(_ text: String) { self.init(rfc3339: text) }

    /// The time in UTC as RFC 3339 writes it, with as many digits of the second as are needed: `2025-11-25T10:02:31.5Z`.
    package var rfc3339: String {
        let remainder = nanos % Timestamp.nanosPerDay
        let ofDay = remainder < 0 ? remainder + Timestamp.nanosPerDay : remainder
        let date = CivilDate(daysSinceEpoch: Int(nanos / Timestamp.nanosPerDay) - (remainder < 0 ? 1 : 0))
        let second = ofDay / Timestamp.nanosPerSecond
        let fraction = ofDay % Timestamp.nanosPerSecond
        return "\(padded(Int64(date.year), 4))-\(padded(Int64(date.month), 2))-\(padded(Int64(date.day), 2))"
            + "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
            + (fraction == 0 ? "" : ".\(trimmed(padded(fraction, 9)))") + "Z"
    }

    /// Reads RFC 3339 with `Z` or an offset and up to 9 digits of the second; more digits are cut off. A leap second (`:60`) is the
    /// second after it. Nil when the text is not such a time, or is outside of the range.
    package init?(rfc3339 text: String) {
        var scanner = Scanner(text[...].utf8)
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), let date = CivilDate(year: year, month: month, day: day),
            scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(2), hour < 24, scanner.skip(":"), let minute = scanner.number(2), minute < 60,
            scanner.skip(":"), let second = scanner.number(2), second <= 60,
            let fraction = scanner.fraction(), let offset = scanner.offsetSeconds(), scanner.isAtEnd
        else { return nil }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second - offset)
        self.init(seconds: seconds, fraction: fraction)
    }

    /// Nil when the sum is outside of the range. A time before the epoch is summed so that no partial sum overflows.
    private init?(seconds: Int64, fraction: Int64) {
        let borrow = seconds < 0 && fraction > 0
        let (whole, overflow) = (borrow ? seconds + 1 : seconds).multipliedReportingOverflow(by: Timestamp.nanosPerSecond)
        let (sum, sumOverflow) = whole.addingReportingOverflow(borrow ? fraction - Timestamp.nanosPerSecond : fraction)
        guard !overflow, !sumOverflow else { return nil }
        self.init(nanos: sum)
    }
}

private func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private func trimmed(_ digits: String) -> Substring {
    var result = digits[...]
    while result.last == "0" { result.removeLast() }
    return result
}

/// Reads a text from its beginning.
private struct Scanner {
    private var rest: Substring.UTF8View

    init(_ text: Substring.UTF8View) { rest = text }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Exactly `width` digits.
    mutating func number(_ width: Int) -> Int? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy(isDigit) else { return nil }
        rest.removeFirst(width)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The digits after a point, in nanoseconds; 0 without a point.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix(while: isDigit)
        guard !digits.isEmpty else { return nil }
        rest.removeFirst(digits.count)
        let kept = digits.prefix(9)
        let value = kept.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        return (kept.count..<9).reduce(value) { value, _ in value * 10 }
    }

    mutating func offsetSeconds() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let isNegative = rest.first == UInt8(ascii: "-")
        guard skip("+") || skip("-"), let hours = number(2), hours < 24, skip(":"), let minutes = number(2), minutes < 60
        else { return nil }
        return (hours * 3600 + minutes * 60) * (isNegative ? -1 : 1)
    }
}
