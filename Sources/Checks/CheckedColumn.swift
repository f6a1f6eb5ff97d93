internal import Columnar
internal import FileProfiles
internal import Statistics

/// A column that is compared.
struct CheckedColumn: Sendable, Equatable {
    enum Role: Sendable {
        case feature, prediction, score, value, label
        /// What a prediction missed its label by: made, not read.
        case error

        /// Whether it is what the model answers.
        var isOutput: Bool { self == .prediction || self == .score || self == .value }
    }

    let name: String
    let form: ColumnForm
    let role: Role
    /// What the two sides' types have in common as categories.
    var classes = ClassNames([])

    /// A category's name as it is counted.
    func category(_ text: String) -> ExactText { ExactText(classes.name(text)) }
}

/// Which columns of two files are compared, and what is to be said about the others.
struct ColumnPlan: Sendable {
    var columns: [CheckedColumn] = []
    /// In the reference alone, and in the production data alone.
    var vanished: [String] = []
    var added: [String] = []
    /// Columns whose types cannot be compared: name, type in the reference, type in the production data.
    var changed: [(name: String, reference: String, current: String)] = []
    var notes: [String] = []

    /// - Throws: `ColumnarError` when a column that was named is not there.
    init(_ reference: DataFiles, _ production: DataFiles, _ configuration: CheckConfiguration) throws(ColumnarError) {
        let roles = configuration.roles
        for name in Self.named(configuration).sorted() {
            try reference.plainColumn(name)
            try production.plainColumn(name)
        }
        for name in roles.ignored.sorted()
        where !reference.columns.contains(where: { $0.name == name }) && !production.columns.contains(where: { $0.name == name })
        {
            _ = try reference.column(name)
        }
        if let label = configuration.label, !reference.columns.contains(where: { $0.name == label }) {
            _ = try reference.column(label)
        }
        var (times, opaque) = ([String](), [String]())
        for column in reference.columns where Self.isLookedAt(column.name, configuration) {
            guard let other = production.columns.first(where: { $0.name == column.name }) else {
                if column.name == configuration.label {
                    notes.append("label '\(column.name)' is not in the production data: no label drift, no error drift")
                } else {
                    vanished.append(column.name)
                }
                continue
            }
            let role = Self.role(of: column.name, configuration)
            let isAskedFor = role != .feature || Self.named(configuration).contains(column.name)
            if column.isOpaque && other.isOpaque && !isAskedFor {
                opaque.append(column.name)
                continue
            }
            guard let form = Self.form(column, other, role, roles) else {
                changed.append((column.name, column.storedType, other.storedType))
                continue
            }
            if form == .time {
                times.append(column.name)
            } else {
                let classes = ClassNames([column, other])
                columns.append(CheckedColumn(name: column.name, form: form, role: role, classes: classes))
            }
        }
        added = production.columns.map(\.name).filter { name in
            Self.isLookedAt(name, configuration) && !reference.columns.contains { $0.name == name }
        }
        if !opaque.isEmpty { notes.append("lists, structs and bytes are not compared: \(opaque.joined(separator: ", "))") }
        if !times.isEmpty { notes.append("times are not compared: \(times.joined(separator: ", "))") }
    }

    private static func named(_ configuration: CheckConfiguration) -> Set<String> {
        let roles = configuration.roles
        return roles.features.union(roles.numeric).union(roles.categorical)
            .union([roles.prediction, roles.score, roles.value, configuration.group].compactMap(\.self))
    }

    private static func isLookedAt(_ name: String, _ configuration: CheckConfiguration) -> Bool {
        let roles = configuration.roles
        if name == configuration.timestamp { return false }
        if [roles.prediction, roles.score, roles.value, configuration.label].contains(name) { return true }
        if roles.ignored.contains(name) { return false }
        return roles.features.isEmpty || roles.features.contains(name)
    }

    private static func role(of name: String, _ configuration: CheckConfiguration) -> CheckedColumn.Role {
        switch name {
        case configuration.roles.prediction: .prediction
        case configuration.roles.score: .score
        case configuration.roles.value: .value
        case configuration.label: .label
        default: .feature
        }
    }

    /// nil when the types are of different forms.
    private static func form(
        _ a: ColumnDescription, _ b: ColumnDescription, _ role: CheckedColumn.Role, _ roles: ColumnRoles
    ) -> ColumnForm? {
        if a.isNested != b.isNested { return nil }
        if role == .score || role == .value || roles.numeric.contains(a.name) { return .number }
        if roles.categorical.contains(a.name) { return .category }
        // A column without any value fits every other.
        let form = a.storedType == "null" ? b.form : b.storedType == "null" ? a.form : a.form == b.form ? a.form : nil
        guard role == .prediction || role == .label, form == .number else { return form }
        // Classes are often written as whole numbers; a number with a fraction is a regression's.
        return isFloating(a) || isFloating(b) ? .number : .category
    }

    private static func isFloating(_ column: ColumnDescription) -> Bool {
        ["float", "double", "half", "decimal"].contains { column.storedType.hasPrefix($0) }
    }
}
