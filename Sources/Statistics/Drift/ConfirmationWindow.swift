/// Confirms an alarm when at least k of the last m windows drifted, so that one odd window wakes nobody.
///
/// Windows that could not be judged (`nil`: too few events) are left out: they neither confirm nor push a judged window out.
package struct ConfirmationWindow: Sendable, Equatable {
    /// k.
    package let required: Int
    /// m.
    package let length: Int
    /// The last m judged windows, the newest last.
    package private(set) var recent: [Bool] = []

    /// - Parameters: `required` is brought into 1…`length`; `length` is at least 1.
    package init(required: Int, of length: Int) {
        self.length = max(1, length)
        self.required = min(max(1, required), self.length)
    }

    /// Whether enough of the last windows drifted.
    package var isConfirmed: Bool { recent.count(where: { $0 }) >= required }

    /// Takes the verdict on the next window; true when drift is confirmed by it.
    package mutating func update(_ isDrifted: Bool?) -> Bool {
        guard let isDrifted else { return isConfirmed }
        if recent.count == length { recent.removeFirst() }
        recent.append(isDrifted)
        return isConfirmed
    }

    /// Whether drift is confirmed at each of a series of windows.
    package static func confirmed(_ verdicts: [Bool?], required: Int, of length: Int) -> [Bool] {
        var window = ConfirmationWindow(required: required, of: length)
        return verdicts.map { window.update($0) }
    }
}
