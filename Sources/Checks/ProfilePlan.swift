internal import Columnar
internal import FileProfiles
internal import Statistics

/// Which features of a profile are compared with a file's columns, and what is to be said about the others.
struct ProfilePlan {
    /// What the columns are that `FileProfiler` is to read.
    private(set) var roles = ColumnRoles()
    /// Features that the data does not have, and columns of the data that the profile does not have.
    private(set) var missing: [String] = []
    private(set) var unknown: [String] = []
    /// Numbers of the profile that are none in the data: name, type in the profile, type in the data.
    private(set) var changed: [(name: String, profile: String, data: String)] = []
    private(set) var notes: [String] = []
    private var compared: [ExactText: String] = [:]
    private let configuration: CheckConfiguration

    /// - Parameters:
    ///   - bins: the profile that is compared.
    ///   - path: of the profile, for messages.
    ///   - files: the other side's data; nil when that is a profile in the same bins.
    /// - Throws: `ColumnarError` for a column that was named and is not there, `CheckError` for what a profile cannot answer.
    init(_ bins: Reference, _ path: String, _ files: DataFiles?, _ configuration: CheckConfiguration) throws {
        self.configuration = configuration
        try refuse(path)
        let outputs = try Self.outputs(bins, path, files, configuration.roles)
        try checkNames(bins, path, files)
        for schema in bins.features {
            if let output = outputs[schema.name] {
                try compare(schema, as: output, files)
            } else if !Self.reserved.contains(schema.name), isLookedAt(schema.name.description) {
                try compare(schema, as: schema.name.description, files)
            }
        }
        if let files { read(files, outputs, bins) }
        if let label = configuration.label { notes.append("label '\(label)': drift of the errors needs the rows of both sides") }
        if files == nil, let timestamp = configuration.timestamp { notes.append("'\(timestamp)': profiles have no times") }
    }

    /// The name under which a feature is reported; nil when it is not compared.
    func name(_ feature: ExactText) -> String? { compared[feature] }

    private static let reserved = [ReservedFeature.prediction, ReservedFeature.score, ReservedFeature.value]

    /// What needs rows, which a profile does not have.
    private func refuse(_ path: String) throws(CheckError) {
        let asked = [
            (configuration.chunk != nil, "chunk"), (configuration.group != nil, "group"),
            (configuration.countsDuplicates, "duplicates"), (configuration.drift.compatibility != nil, "compat"),
        ].filter(\.0).map { "--" + $0.1 }
        guard asked.isEmpty else {
            throw CheckError("\(asked.joined(separator: ", ")): \(path) is a profile; give the data in its place")
        }
    }

    /// The columns of the model's outputs by the features that hold them.
    private static func outputs(
        _ bins: Reference, _ path: String, _ files: DataFiles?, _ roles: ColumnRoles
    ) throws -> [ExactText: String] {
        var columns: [ExactText: String] = [:]
        let flags = ["--prediction", "--score", "--value"]
        for (feature, (flag, given)) in zip(reserved, zip(flags, [roles.prediction, roles.score, roles.value])) {
            if let given {
                _ = try files?.column(given)
                // A profile that was made without the flag has the column among its features.
                let place = bins.feature(feature) == nil ? ExactText(given) : feature
                guard bins.feature(place) != nil else {
                    throw CheckError("\(flag) \(given): the profile \(path) has neither this output nor a feature '\(given)'")
                }
                columns[place] = given
            } else if bins.feature(feature) != nil, roles.features.isEmpty {
                guard let files else {
                    columns[feature] = feature.description
                    continue
                }
                throw CheckError("\(files.name): the profile has a model's output; name its column with \(flag)")
            }
        }
        return columns
    }

    private func checkNames(_ bins: Reference, _ path: String, _ files: DataFiles?) throws {
        let roles = configuration.roles
        func isColumn(_ name: String) -> Bool { files?.columns.contains { $0.name == name } == true }
        func demand(_ name: String) throws {
            guard bins.feature(ExactText(name)) == nil else { return }
            let names = bins.features.map(\.name.description).filter { !$0.hasPrefix("__") }
            let known = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
            throw CheckError("\(path): there is no feature '\(name)'; the features are \(known)")
        }
        for name in roles.features.union(roles.numeric).union(roles.categorical).sorted() {
            try demand(name)
            _ = try files?.column(name)
        }
        for name in roles.ignored.sorted() where !isColumn(name) { try demand(name) }
        for (names, isNumeric) in [(roles.numeric, true), (roles.categorical, false)] {
            for name in names.sorted() where bins.feature(ExactText(name))?.kind.isNumeric == !isNumeric {
                throw CheckError("\(path): '\(name)' is a \(isNumeric ? "category" : "number") in the profile")
            }
        }
        if let timestamp = configuration.timestamp { _ = try files?.column(timestamp) }
        let outputs = [roles.prediction, roles.score, roles.value]
        for name in configuration.drift.criticalFeatures.map(\.description).sorted() where !outputs.contains(name) {
            try demand(name)
            guard isLookedAt(name) else { throw CheckError("critical feature '\(name)': is not compared: it is left out") }
        }
    }

    private func isLookedAt(_ name: String) -> Bool {
        let roles = configuration.roles
        guard name != configuration.timestamp, !roles.ignored.contains(name) else { return false }
        return roles.features.isEmpty || roles.features.contains(name)
    }

    private mutating func compare(_ schema: FeatureSchema, as name: String, _ files: DataFiles?) throws {
        if let files {
            guard let column = files.columns.first(where: { $0.name == name }) else {
                missing.append(name)
                return
            }
            let fits =
                schema.kind.isNumeric
                ? column.form == .number || ["null", "bool"].contains(column.storedType) : column.form != .time
            guard fits else {
                changed.append((name, schema.kind.description, column.storedType))
                return
            }
        }
        compared[schema.name] = name
    }

    /// Says what to read of the data: the compared columns and nothing else.
    private mutating func read(_ files: DataFiles, _ outputs: [ExactText: String], _ bins: Reference) {
        roles.prediction = compared[ReservedFeature.prediction]
        roles.score = compared[ReservedFeature.score]
        roles.value = compared[ReservedFeature.value]
        for schema in bins.features where !Self.reserved.contains(schema.name) {
            guard let name = compared[schema.name] else { continue }
            if schema.kind.isNumeric { roles.numeric.insert(name) } else { roles.categorical.insert(name) }
        }
        roles.ignored = Set(files.columns.map(\.name)).subtracting(compared.values)
        let known = Set(bins.features.map(\.name.description)).union(outputs.values)
        unknown = files.columns.filter { column in
            let isComparable = column.form != .time && !column.isOpaque
            return isComparable && isLookedAt(column.name) && !known.contains(column.name) && column.name != configuration.label
        }.map(\.name)
    }
}
