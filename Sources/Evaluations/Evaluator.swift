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
        let reader = try TableReader(configuration, progress: progress)
        switch configuration.task {
        case .binary: return try BinaryEvaluator(configuration: configuration, reader: reader).report()
        default: throw EvaluationError("--task \(configuration.task.rawValue): is not offered yet")
        }
    }
}
