internal import Columnar
internal import Statistics

/// What all tasks have in common: slices, groups and weights.
enum Slicing {
    static func requests(_ configuration: EvaluationConfiguration, _ reader: TableReader) throws -> [ColumnRequest] {
        var requests = (configuration.slices + configuration.groups).map { ColumnRequest(name: $0, form: .category) }
        if let weight = configuration.weight { requests.append(ColumnRequest(name: weight, form: .number)) }
        return requests
    }

    /// - Throws: `ColumnarError` for a query that cannot be read.
    static func queries(_ configuration: EvaluationConfiguration) throws -> [RowFilter] {
        try configuration.sliceQueries.map { try RowFilter(parsing: $0) }
    }

    /// The slices that were asked for: columns first, then queries.
    static func dimensions(_ configuration: EvaluationConfiguration, _ table: EvaluationTable) -> [SliceDimension] {
        configuration.slices.map { SliceDimension(table.category($0), name: $0) }
            + zip(configuration.sliceQueries, table.marks).map { SliceDimension(query: $0, marks: $1) }
    }

    static func groups(_ configuration: EvaluationConfiguration, _ table: EvaluationTable) -> [SliceDimension] {
        configuration.groups.map { name in
            let column = table.category(name)
            let kept = configuration.privileged.flatMap { ClassNames.meant($0, among: column.texts.map(\.description)) }
            return SliceDimension(column, name: name, keeping: kept)
        }
    }

    static func notes(
        _ configuration: EvaluationConfiguration, _ dimensions: [SliceDimension], _ groups: [SliceDimension]
    ) -> [String] {
        zip(configuration.slices + configuration.groups, dimensions.prefix(configuration.slices.count) + groups)
            .compactMap { name, dimension in
                guard dimension.merged > 0 else { return nil }
                return
                    "\(name): the \(SliceSet.largest) most frequent values stand for themselves, \(dimension.merged) others are "
                    + "\(SliceSet.other)"
            }
    }

    /// The weight of each row; NaN where missing.
    /// - Throws: `EvaluationError` for a negative one.
    static func weights(
        _ configuration: EvaluationConfiguration, _ table: EvaluationTable, _ reader: TableReader
    ) throws -> [Double]? {
        guard let name = configuration.weight else { return nil }
        let weights = table.number(name)
        if let row = weights.firstIndex(where: { $0 < 0 }) {
            let type = try reader.describe(name).storedType
            throw EvaluationError(
                "\(reader.source(name)): column '\(name)' (\(type)): the weight of row \(row + 1) is negative; weights are 0 or more"
            )
        }
        return weights
    }
}
