internal import Reports
internal import Statistics

/// Intervals of a binary classifier's metrics.
struct BinaryIntervals {
    let configuration: EvaluationConfiguration
    let confidence: Double

    func intervals(
        _ metrics: [BinaryMetric], rows: BinaryRows, whole: BinarySlice, notes: inout [String]
    ) -> [String: EvaluationReport.Interval] { [:] }
}
