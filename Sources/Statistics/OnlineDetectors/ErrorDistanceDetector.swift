/// EDDM (Baena-García et al. 2006; as river's): do errors come closer together? For slow changes, which the error rate alone shows late.
///
/// The distance between errors, mean plus two standard deviations, against the largest it has been: warning below 0.95 of it, change
/// below 0.9, from the 31st error on. It alarms often on streams without drift (about once in 200 answers at an error rate of 0.2).
package struct ErrorDistanceDetector: Sendable, Equatable {
    private let minimumErrors: Int
    private let warningLevel: Double
    private let changeLevel: Double
    /// Answers since the last change.
    package private(set) var count = 0
    private var errors = 0
    private var lastError = 0
    private var mean = 0.0
    private var squares = 0.0
    private var largest = -1.0
    private var state = ErrorRateDetector.State.stable

    package init(minimumErrors: Int = 30, warningLevel: Double = 0.95, changeLevel: Double = 0.9) {
        self.minimumErrors = minimumErrors
        self.warningLevel = warningLevel
        self.changeLevel = changeLevel
    }

    /// Takes whether an answer was wrong. A warning stands until the next error; after `changed` the detector starts afresh.
    package mutating func update(isError: Bool) -> ErrorRateDetector.State {
        count += 1
        guard isError else { return state }
        errors += 1
        let distance = Double(count - lastError)
        lastError = count
        let before = mean
        mean += (distance - mean) / Double(errors)
        squares += (distance - before) * (distance - mean)
        guard count > minimumErrors else { return state }
        let spread = errors > 1 ? (squares / Double(errors - 1)).squareRoot() : 0
        let reach = mean + 2 * spread
        if reach > largest {
            largest = reach
        } else if errors > minimumErrors {
            if reach / largest < changeLevel {
                self = ErrorDistanceDetector(
                    minimumErrors: minimumErrors, warningLevel: warningLevel, changeLevel: changeLevel)
                return .changed
            }
            state = reach / largest < warningLevel ? .warning : .stable
        }
        return state
    }
}
