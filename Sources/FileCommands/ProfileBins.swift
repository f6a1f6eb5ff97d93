internal import Columnar
internal import FileProfiles
internal import Statistics

/// Another profile whose bins a file is counted in, so that the two profiles can be compared.
struct ProfileBins {
    let reference: Reference
    private let path: String

    /// - Throws: `CommandFailure` for a file that is no profile.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        let bytes = try InputFile(path).read()
        do {
            reference = try Reference(decoding: bytes)
        } catch {
            throw CommandFailure("\(path): is not a profile that 'driftwatch profile' wrote: \(error.message)")
        }
    }

    /// What of a file is counted: the profile's features, as the kinds that they have there.
    ///
    /// - Parameter given: the columns of the model's outputs; the rest is the profile's to say.
    /// - Throws: `CommandFailure` for an output without a column, or where something else is given.
    func roles(_ files: DataFiles, _ given: ColumnRoles) throws(CommandFailure) -> ColumnRoles {
        guard [given.features, given.ignored, given.numeric, given.categorical].allSatisfy(\.isEmpty) else {
            throw CommandFailure("--bins: \(path) says which columns are counted: leave --features, --ignore and the types out")
        }
        var roles = ColumnRoles()
        (roles.prediction, roles.score, roles.value) = (given.prediction, given.score, given.value)
        let outputs = [
            (ReservedFeature.prediction, "--prediction", given.prediction), (ReservedFeature.score, "--score", given.score),
            (ReservedFeature.value, "--value", given.value),
        ]
        for (feature, flag, column) in outputs where (reference.feature(feature) == nil) != (column == nil) {
            throw CommandFailure(
                column == nil
                    ? "--bins: \(path) has a model's output; name its column with \(flag)"
                    : "\(flag): \(path) does not have this output of the model")
        }
        let features = features
        roles.features = Set(features.map(\.name.description)).intersection(files.columns.map(\.name))
        roles.numeric = roles.features.intersection(features.filter(\.kind.isNumeric).map(\.name.description))
        roles.categorical = roles.features.subtracting(roles.numeric)
        let outputColumns = Set(outputs.compactMap(\.2))
        roles.ignored = Set(files.columns.map(\.name)).subtracting(roles.features).subtracting(outputColumns)
        return roles
    }

    /// Features that a file does not have; all their values are missing.
    func missing(_ files: DataFiles) -> [String] {
        features.map(\.name.description).filter { name in !files.columns.contains { $0.name == name } }
    }

    private var features: [FeatureSchema] {
        let outputs = [ReservedFeature.prediction, ReservedFeature.score, ReservedFeature.value]
        return reference.features.filter { !outputs.contains($0.name) }
    }
}
