package import Reports

/// Evaluates a model on a file. Start here.
package struct Evaluator {
    private let configuration: EvaluationConfiguration
    private let progress: ReadingProgress

    /// - Parameter progress: told the rows read so far, and of how many where the file says so.
    package init(_ configuration: EvaluationConfiguration, progress: @escaping ReadingProgress = { _, _ in }) {
        self.configuration = configuration
        self.progress = progress
    }

    /// The whole answer.
    ///
    /// - Throws: `EvaluationError` for what was asked or what the columns hold, `ColumnarError` for files and columns.
    package func report() throws -> EvaluationReport {
        try configuration.validate()
        if configuration.task == .ranking, let judgements = configuration.trecJudgements {
            return try TrecEvaluator(configuration: configuration, judgements: judgements).report()
        }
        let reader = try TableReader(configuration, progress: progress)
        switch configuration.task {
        case .binary: return try BinaryEvaluator(configuration: configuration, reader: reader).report()
        case .multiclass: return try MulticlassEvaluator(configuration: configuration, reader: reader).report()
        case .regression: return try RegressionEvaluator(configuration: configuration, reader: reader).report()
        case .ranking: return try RankingEvaluator(configuration: configuration, reader: reader).report()
        case .policy: return try PolicyEvaluator(configuration: configuration, reader: reader).report()
        case .experiment: return try ExperimentEvaluator(configuration: configuration, reader: reader).report()
        }
    }
}
