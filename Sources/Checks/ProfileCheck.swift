internal import Columnar
internal import FileProfiles
internal import Foundation
internal import Reports
internal import Statistics

/// A check in which a side is a profile that `driftwatch profile` wrote: scores come from its bins, with their error bound.
struct ProfileCheck {
    private let reference: String
    private let production: String
    private let configuration: CheckConfiguration

    init(_ reference: String, _ production: String, _ configuration: CheckConfiguration) {
        self.reference = reference
        self.production = production
        self.configuration = configuration
    }

    /// nil when both sides are data.
    /// - Throws: `CheckError` for a file that is no profile either, or two profiles of different bins.
    func run(created: Double) throws -> CheckReport? {
        let (a, b) = (try Self.profile(reference), try Self.profile(production))
        guard a != nil || b != nil else { return nil }
        var notes = [
            "compared through the bins of a profile: quality of the values, distinct counts and exact distances need the data"
        ]
        let (bins, current, hashes): (Reference, Profile, (String, String))
        switch (a, b) {
        case (let a?, let b?):
            guard a.fingerprint == b.fingerprint else {
                throw CheckError(
                    "\(production): its bins are not those of \(reference); give the data of one side in place of its profile")
            }
            (bins, current, hashes) = (a, b.profile, (Self.hash(a), Self.hash(b)))
        case (let a?, nil):
            let files = try DataFiles(production)
            current = try FileProfiler(files, roles: try roles(files, a)).profile(against: a)
            (bins, hashes) = (a, (Self.hash(a), TableDigest.text(ofBytes: current.encode())))
        default:
            guard let b else { return nil }
            let files = try DataFiles(reference)
            let profile = try FileProfiler(files, roles: try roles(files, b)).profile(against: b)
            bins = b.withProfile(profile)
            (current, hashes) = (b.profile, (TableDigest.text(ofBytes: profile.encode()), Self.hash(b)))
            notes.append("the bins are those of the production profile")
        }
        return report(bins, current, hashes, notes, created)
    }

    private func report(
        _ bins: Reference, _ current: Profile, _ hashes: (String, String), _ notes: [String], _ created: Double
    ) -> CheckReport {
        var configuration = configuration
        configuration.drift.metrics = configuration.drift.metrics.filter { !$0.needsValues }
        if configuration.drift.metrics.isEmpty { configuration.drift.metrics = [.psi, .ks, .jsDistance] }
        let left = self.configuration.drift.metrics.filter(\.needsValues).map(\.rawValue)
        let judge = CheckJudge(configuration, [])
        let drift = DriftAnalysis(reference: bins, configuration: configuration.drift).compare(current)
        let names = Dictionary(bins.features.map { ($0.name, name($0.name)) }) { first, _ in first }
        func named<Value>(_ values: [String: Value]) -> [String: Value] {
            Dictionary(values.map { (names[ExactText($0.key)] ?? $0.key, $0.value) }) { first, _ in first }
        }
        var quality: [String: CheckReport.Quality.Column] = [:]
        var pictures: [String: CheckReport.Distribution] = [:]
        for schema in bins.features {
            let name = names[schema.name] ?? schema.name.description
            quality[name] = column(schema, bins.profile, current)
            pictures[name] = picture(schema, bins.profile, current)
        }
        let why = left.isEmpty ? [] : ["\(left.joined(separator: ", ")): need the values, which a profile does not have"]
        return CheckReport(
            globalStatus: drift.status.rawValue,
            driftedFeatures: drift.features.filter(\.drifted).map { names[$0.name] ?? $0.name.description },
            perFeatureMetrics: named(judge.scores(drift)),
            dataset: judge.dataset(drift, rowsReference: bins.events, rowsCurrent: current.events),
            quality: CheckReport.Quality(columns: quality, findings: []), chunks: [],
            timestamps: CheckReport.Timestamps(created: Instant.text(created)), modelVersion: configuration.modelVersion,
            referenceDataHash: hashes.0, productionDataHash: hashes.1, distributions: pictures, notes: notes + why)
    }

    /// The columns of the data that the profile has; a declared column that is not there is an error.
    private func roles(_ files: DataFiles, _ bins: Reference) throws -> ColumnRoles {
        var roles = configuration.roles
        let reserved = [ReservedFeature.prediction, ReservedFeature.score, ReservedFeature.value].map(\.description)
        for (feature, flag, given) in [
            (ReservedFeature.prediction, "--prediction", roles.prediction), (ReservedFeature.score, "--score", roles.score),
            (ReservedFeature.value, "--value", roles.value),
        ] where bins.feature(feature) != nil && given == nil {
            throw CheckError("\(files.name): the profile has a model's output; name its column with \(flag)")
        }
        let known = bins.features.filter { !reserved.contains($0.name.description) }
        let present = Set(files.columns.map(\.name))
        for feature in known where present.contains(feature.name.description) {
            if feature.kind.isNumeric {
                roles.numeric.insert(feature.name.description)
            } else {
                roles.categorical.insert(feature.name.description)
            }
        }
        roles.ignored.formUnion(present.subtracting(known.map(\.name.description)).subtracting(roles.features))
        return roles
    }

    /// A model output by its column's name where that is known.
    private func name(_ feature: ExactText) -> String {
        switch feature {
        case ReservedFeature.prediction: configuration.roles.prediction ?? feature.description
        case ReservedFeature.score: configuration.roles.score ?? feature.description
        case ReservedFeature.value: configuration.roles.value ?? feature.description
        default: feature.description
        }
    }

    private func column(_ schema: FeatureSchema, _ a: Profile, _ b: Profile) -> CheckReport.Quality.Column {
        let (p, q) = (a.features[schema.name], b.features[schema.name])
        var column = CheckReport.Quality.Column(
            type: schema.kind.isNumeric ? "numeric" : "categorical", missingReference: a.missingRatio(schema.name),
            missingCurrent: b.missingRatio(schema.name))
        guard schema.kind.isNumeric else { return column }
        column.infiniteReference = p.map { $0.positiveInfinities + $0.negativeInfinities }
        column.infiniteCurrent = q.map { $0.positiveInfinities + $0.negativeInfinities }
        (column.meanReference, column.meanCurrent) = (p?.moments.mean, q?.moments.mean)
        return column
    }

    private func picture(_ schema: FeatureSchema, _ a: Profile, _ b: Profile) -> CheckReport.Distribution? {
        guard let p = a.features[schema.name]?.bins, let q = b.features[schema.name]?.bins else { return nil }
        switch schema.bins {
        case .none: return nil
        case .numeric(let bins):
            return CheckReport.Distribution(
                type: "numeric", edges: bins.coarseEdges, labels: nil, reference: Divergence.shares(bins.coarseCounts(p)),
                current: Divergence.shares(bins.coarseCounts(q)))
        case .categorical(let bins): return CategoryPicture(bins, p, q).distribution
        }
    }

    private static func hash(_ reference: Reference) -> String { TableDigest.text(ofBytes: reference.encode()) }

    /// The profile in a file; nil for data, which `DataFiles` knows by its name.
    private static func profile(_ path: String) throws -> Reference? {
        var isDirectory: ObjCBool = false
        guard FileFormat(path: path) == nil, FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
            !isDirectory.boolValue
        else { return nil }
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { throw CheckError("\(path): cannot be read") }
        do {
            return try Reference(decoding: [UInt8](bytes))
        } catch {
            throw CheckError("\(path): is neither data (.parquet, .csv, .arrow, .feather, .jsonl) nor a profile: \(error)")
        }
    }
}
