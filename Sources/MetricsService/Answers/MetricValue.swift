internal import ProfileStore
internal import Protos
internal import Statistics

/// The value of a metric over some events.
struct MetricValue {
    var answer: Answer
    var noiseFloor = 0.0
    var severity: Severity?

    init(_ answer: Answer) { self.answer = answer }

    /// A state without a number.
    init(_ state: ValueState, count: Int) {
        answer = Answer(nil, count: count)
        answer.state = state
    }

    init(_ drift: DriftValue) {
        answer = Answer(drift.state == .ok ? drift.value : nil, count: drift.countCurrent, errorBound: drift.errorBound)
        answer.state = drift.state
        noiseFloor = drift.noiseFloor
        severity = drift.severity
    }

    /// A number of a closed hour, as it was stored.
    init(_ stored: SeriesValue, thresholds: Thresholds?) {
        answer = Answer(stored.value, count: Int(stored.events), errorBound: stored.errorBound)
        answer.state = ValueState(rawValue: stored.state) ?? .insufficient
        noiseFloor = stored.noiseFloor
        severity = stored.value.flatMap { thresholds?.severity(of: $0) }
    }

    /// As callers see it.
    var message: Driftwatch_V1_Value {
        var message = Driftwatch_V1_Value()
        message.state = answer.state.rawValue
        message.count = UInt64(clamping: answer.count)
        guard answer.state == .ok, let value = answer.value else { return message }
        message.value = value
        message.errorBound = answer.errorBound
        message.noiseFloor = noiseFloor
        message.severity = severity?.rawValue ?? ""
        return message
    }
}
