package import Columnar
package import Statistics

/// A reference as a tidy table, a row a number: for people and other tools. It is an export: `Reference.encode` is the form to keep.
///
/// | column | holds |
/// |---|---|
/// | feature, kind | the feature and what its values are |
/// | measure | `count`, `missing`, `positive_infinities`, `negative_infinities`, `type_errors`, `mean`, `standard_deviation`, or `bin` |
/// | bin | the bin's place, for `bin` |
/// | lower, upper | a numeric bin: lower ≤ x < upper; missing where it is open |
/// | category | a categorical bin, `__new__` and `__other__` among them |
/// | value | the number of rows, or the mean and the deviation; missing where undefined |
package struct ProfileTable: Sendable {
    package struct Row: Sendable, Equatable {
        package let feature: String
        package let kind: String
        package let measure: String
        package internal(set) var bin: Int?
        package internal(set) var lower: Double?
        package internal(set) var upper: Double?
        package internal(set) var category: String?
        package let value: Double?
    }

    package private(set) var rows: [Row] = []

    /// The features in the order of their names, each with its counters and then its bins.
    package init(_ reference: Reference) {
        for schema in reference.features {
            let counters = reference.profile.features[schema.name] ?? FeatureCounters(kind: schema.kind, bins: schema.bins.count)
            append(schema, counters, missing: reference.profile.missing(schema.name))
        }
    }

    /// The table for a `ColumnWriter`.
    package var columns: [OutputColumn] {
        [
            OutputColumn("feature", .texts(rows.map(\.feature))),
            OutputColumn("kind", .texts(rows.map(\.kind))),
            OutputColumn("measure", .texts(rows.map(\.measure))),
            OutputColumn("bin", .integers(rows.map { $0.bin.map { Int64($0) } })),
            OutputColumn("lower", .numbers(rows.map(\.lower))),
            OutputColumn("upper", .numbers(rows.map(\.upper))),
            OutputColumn("category", .texts(rows.map(\.category))),
            OutputColumn("value", .numbers(rows.map(\.value))),
        ]
    }

    private mutating func append(_ schema: FeatureSchema, _ counters: FeatureCounters, missing: Int) {
        let (name, kind) = (schema.name.description, schema.kind.description)
        var measures: [(String, Double?)] = [("count", Double(counters.count)), ("missing", Double(missing))]
        measures.append(("type_errors", Double(counters.typeErrors)))
        if schema.kind.isNumeric {
            measures.append(("positive_infinities", Double(counters.positiveInfinities)))
            measures.append(("negative_infinities", Double(counters.negativeInfinities)))
            measures.append(("mean", counters.moments.mean))
            measures.append(("standard_deviation", counters.moments.standardDeviation))
        }
        for (measure, value) in measures { rows.append(Row(feature: name, kind: kind, measure: measure, value: value)) }
        for (bin, count) in counters.bins.enumerated() {
            var row = Row(feature: name, kind: kind, measure: "bin", bin: bin, value: Double(count))
            switch schema.bins {
            case .none: break
            case .numeric(let bins):
                if bin > 0 { row.lower = bins.edges[bin - 1] }
                if bin < bins.edges.count { row.upper = bins.edges[bin] }
            case .categorical(let bins): row.category = bins.name(ofBin: bin).description
            }
            rows.append(row)
        }
    }
}
