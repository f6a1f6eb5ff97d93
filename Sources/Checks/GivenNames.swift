internal import Columnar
internal import Statistics

/// Names that a check was given and that change nothing where they are mistyped: a gate that never closes, times that never come.
struct GivenNames {
    private let configuration: CheckConfiguration

    init(_ configuration: CheckConfiguration) { self.configuration = configuration }

    /// - Throws: `ColumnarError` for the name of no column, `CheckError` for a critical feature that is not compared.
    func check(_ plan: ColumnPlan, _ reference: DataFiles, _ production: DataFiles) throws {
        if let timestamp = configuration.timestamp { _ = try production.column(timestamp) }
        let compared = Set(plan.columns.map(\.name) + plan.vanished + plan.changed.map(\.name))
        let hasErrors = ErrorColumn(plan.columns) != nil
        for name in configuration.drift.criticalFeatures.map(\.description).sorted() where !compared.contains(name) {
            if name == ErrorColumn.name && hasErrors { continue }
            _ = try reference.column(name)
            throw CheckError("critical feature '\(name)': is not compared: it is left out, or holds times")
        }
    }
}
