/// What a model does, and so how it is evaluated.
package enum EvaluationTask: String, Sendable, CaseIterable {
    case binary, multiclass, regression, ranking, policy, experiment

    /// `a binary`, `an experiment`.
    var named: String { (self == .experiment ? "an " : "a ") + rawValue }
}
