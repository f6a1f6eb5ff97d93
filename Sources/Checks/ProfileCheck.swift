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
    /// - Throws: `CheckError` for a file that is no profile either, two profiles of different bins, or what a profile cannot answer.
    func run(created: Double) throws -> CheckReport? {
        let (a, b) = (try Self.profile(reference), try Self.profile(production))
        guard a != nil || b != nil else { return nil }
        var notes = [
            "compared through the bins of a profile: quality of the values, distinct counts and exact distances need the data"
        ]
        switch (a, b) {
        case (let a?, let b?):
            guard a.fingerprint == b.fingerprint else {
                throw CheckError(
                    "\(production): its bins are not those of \(reference): give the data of one side in place of its profile, "
                        + "or make one with the other's bins: driftwatch profile --bins")
            }
            let plan = try ProfilePlan(a, reference, nil, configuration)
            let sides = Sides(bins: a, current: b.profile, hashes: (Self.hash(a), Self.hash(b)))
            return try report(sides, plan, QualityFindings(columns: []), notes, created)
        case (let a?, nil):
            let files = try DataFiles(production)
            let plan = try ProfilePlan(a, reference, files, configuration)
            let counted = try FileProfiler(files, roles: plan.roles).profile(against: a)
            var sides = Sides(bins: a, current: counted.profile, hashes: (Self.hash(a), Self.hash(counted)))
            sides.spans.current = try span(of: files)
            let changed = plan.changed.map { (name: $0.name, reference: $0.profile, current: $0.data) }
            let findings = QualityFindings(vanished: plan.missing, added: plan.unknown, changed: changed, columns: [])
            return try report(sides, plan, findings, notes, created)
        default:
            guard let b else { return nil }
            let files = try DataFiles(reference)
            let plan = try ProfilePlan(b, production, files, configuration)
            let counted = try FileProfiler(files, roles: plan.roles).profile(against: b)
            var sides = Sides(bins: counted, current: b.profile, hashes: (Self.hash(counted), Self.hash(b)))
            sides.spans.reference = try span(of: files)
            notes.append("the bins are those of the production profile")
            // Whether the production data has these columns too, its profile does not tell.
            if !plan.unknown.isEmpty { notes.append("not in the profile: \(plan.unknown.joined(separator: ", "))") }
            let changed = plan.changed.map { (name: $0.name, reference: $0.data, current: $0.profile) }
            return try report(sides, plan, QualityFindings(added: plan.missing, changed: changed, columns: []), notes, created)
        }
    }

    /// Both sides in the same bins.
    private struct Sides {
        let bins: Reference
        let current: Profile
        let hashes: (reference: String, current: String)
        var spans: (reference: TimeSpan?, current: TimeSpan?)
    }

    private func report(
        _ sides: Sides, _ plan: ProfilePlan, _ findings: QualityFindings, _ notes: [String], _ created: Double
    ) throws -> CheckReport {
        let (judged, left) = try metrics()
        let judge = CheckJudge(judged)
        var analysed = judged.drift
        if analysed.metrics.isEmpty {
            analysed.metrics =
                Self.standard
                + DriftMetric.allCases.filter { metric in
                    !Self.standard.contains(metric) && !metric.needsValues && analysed.thresholds[metric] != nil
                }
        }
        let (bins, current) = (sides.bins, sides.current)
        let scores = DriftAnalysis(reference: bins, configuration: analysed).scores(current)
            .filter { plan.name($0.name) != nil }
        let drift = judge.drift(scores, count: current.events)
        func named<Value>(_ values: [String: Value]) -> [String: Value] {
            Dictionary(values.map { (plan.name(ExactText($0.key)) ?? $0.key, $0.value) }) { first, _ in first }
        }
        var columns: [QualityFindings.Column] = []
        var pictures: [String: CheckReport.Distribution] = [:]
        for schema in bins.features {
            guard let name = plan.name(schema.name) else { continue }
            columns.append(
                QualityFindings.Column(
                    name: name, quality: column(schema, bins.profile, current), newRows: newRows(schema, current),
                    rowsReference: bins.events, rowsCurrent: current.events))
            pictures[name] = picture(schema, bins.profile, current)
        }
        let quality = QualityFindings(
            vanished: findings.vanished, added: findings.added, changed: findings.changed, columns: columns,
            alpha: configuration.drift.alpha
        ).quality
        let verdict = judge.status(drift, quality.findings)
        let why = left.isEmpty ? [] : ["\(left.joined(separator: ", ")): need the values, which a profile does not have"]
        return CheckReport(
            globalStatus: verdict.status,
            driftedFeatures: drift.features.filter(\.drifted).map { plan.name($0.name) ?? $0.name.description },
            perFeatureMetrics: named(judge.scores(drift)),
            dataset: judge.dataset(drift, rowsReference: bins.events, rowsCurrent: current.events), quality: quality, chunks: [],
            timestamps: CheckReport.Timestamps(
                created: created, reference: sides.spans.reference, production: sides.spans.current),
            modelVersion: configuration.modelVersion, referenceDataHash: sides.hashes.reference,
            productionDataHash: sides.hashes.current, distributions: pictures,
            notes: verdict.notes + notes + why + plan.notes + judge.notes(drift))
    }

    /// The metrics of a profile when none is named; PSI decides on a feature, or metrics whose thresholds are set.
    private static let standard: [DriftMetric] = [.psi, .ks, .jsDistance]

    /// The configuration with the metrics that bins can answer, and the names of those that they cannot.
    private func metrics() throws(CheckError) -> (configuration: CheckConfiguration, left: [String]) {
        var judged = configuration
        let asked = configuration.drift.metrics
        judged.drift.metrics = asked.filter { !$0.needsValues }
        let left =
            asked.filter(\.needsValues).map(\.rawValue)
            + (configuration.usesClassifier ? [CheckConfiguration.classifierName] : [])
        if asked.isEmpty && !configuration.usesClassifier {
            judged.drift.decidingMetric = .psi
        } else if judged.drift.metrics.isEmpty {
            let known = DriftMetric.allCases.filter { !$0.needsValues }.map(\.rawValue).joined(separator: ", ")
            throw CheckError(
                "\(left.joined(separator: ", ")): need the values, which a profile does not have; it answers \(known)")
        }
        return (judged, left)
    }

    private func span(of files: DataFiles) throws -> TimeSpan? {
        guard let timestamp = configuration.timestamp else { return nil }
        return try TimeSpan(files, column: timestamp)
    }

    /// Rows of categories that the reference does not have.
    private func newRows(_ schema: FeatureSchema, _ current: Profile) -> Int {
        guard case .categorical(let bins) = schema.bins, let counts = current.features[schema.name]?.bins,
            counts.indices.contains(bins.newBin)
        else { return 0 }
        return counts[bins.newBin]
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

    /// Of the values that were counted; of a profile that was made without it (by the server) of its counts.
    private static func hash(_ side: Reference) -> String { side.dataHash ?? TableDigest.text(ofBytes: side.encode()) }

    /// The profile in a file; nil for data, which `DataFiles` knows by its name.
    private static func profile(_ path: String) throws -> Reference? {
        var isDirectory: ObjCBool = false
        guard FileFormat(path: path) == nil, FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
            !isDirectory.boolValue
        else { return nil }
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { throw CheckError("\(path): cannot be read") }
        do {
            return try Reference(decoding: [UInt8](bytes))
        } catch  where error.code == .unsupportedVersion {
            throw CheckError(
                "\(path): is not a profile that this version reads, and its name does not say which data it is: "
                    + "that ends in .parquet, .csv, .arrow, .feather or .jsonl")
        } catch {
            throw CheckError("\(path): is a damaged profile: \(error.message)")
        }
    }
}
