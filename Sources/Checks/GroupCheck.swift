internal import Columnar
internal import Reports
internal import Statistics

/// PSI(ŷ | group): how far the model's answers have drifted within each group, in the bins of the whole reference.
struct GroupCheck {
    private let group: String
    private let answer: CheckedColumn
    private let bins: SampleBins
    private let batchRows: Int
    /// More groups than this are refused: an identifier is no group.
    static let most = 1_000

    /// nil unless a group and an answer of the model are named.
    init?(_ configuration: CheckConfiguration, _ columns: [ComparedColumn]) {
        let answers = columns.filter { $0.column.role.isOutput }
        guard let group = configuration.group,
            let answer = answers.first(where: { $0.column.role != .score }) ?? answers.first
        else { return nil }
        self.group = group
        self.answer = answer.column
        bins = answer.bins
        batchRows = configuration.batchRows
    }

    /// - Throws: `ColumnarError` for a damaged file, `CheckError` for too many groups.
    func drift(_ a: DataFiles, _ b: DataFiles, _ drift: DriftAnalysis.Configuration) throws -> [String: [String: CheckReport
        .Score]]
    {
        let thresholds = drift.thresholds[.psi] ?? .standard(for: .psi)
        let groups = GroupDrift(
            reference: try counts(a), current: try counts(b), minimumCount: drift.minimumCount, thresholds: thresholds)
        return Dictionary(
            groups.groups.map { entry in
                let isKnown = entry.state == .ok
                let score = CheckReport.Score(
                    value: isKnown ? entry.psi : nil, threshold: thresholds.warning, thresholdCritical: thresholds.critical,
                    drifted: entry.isDrifted, severity: entry.severity?.rawValue, nReference: entry.countReference,
                    nCurrent: entry.countCurrent, state: entry.state.rawValue, noiseFloor: isKnown ? entry.noise.floor : nil,
                    noiseLimit: isKnown ? entry.noise.limit : nil,
                    deciding: false)
                return (entry.group.description, ["psi": score])
            }
        ) { first, _ in first }
    }

    /// The answers of each group in the bins, the missing last; rows without a group stand under `__missing__`.
    private func counts(_ files: DataFiles) throws -> [ExactText: [Int]] {
        var counts: [ExactText: [Int]] = [:]
        let scan = try files.scan([(group, .category), (answer.name, answer.form)], batchRows: batchRows)
        while let batch = try scan.next() {
            let names = [ReservedBin.missing] + batch.dictionary(0).map { ExactText($0) }
            guard names.count <= Self.most + 1 else {
                throw CheckError("\(files.name): '\(group)' has more than \(Self.most) values: too many for groups")
            }
            let bins = bins(batch)
            let width = self.bins.count + 1
            var table = [Int](repeating: 0, count: names.count * width)
            batch.withCodes(0) { codes in
                for row in 0..<batch.count { table[(Int(codes[row]) + 1) * width + bins[row]] += 1 }
            }
            for (place, name) in names.enumerated() {
                let part = table[place * width..<(place + 1) * width]
                guard part.contains(where: { $0 > 0 }) else { continue }
                let before = counts[name] ?? [Int](repeating: 0, count: width)
                counts[name] = zip(before, part).map { $0 + $1 }
            }
        }
        return counts
    }

    /// The bin of each row's answer; the one after the last where it is missing.
    private func bins(_ batch: ColumnBatch) -> [Int] {
        switch bins {
        case .numeric(let edges):
            return batch.withNumbers(1) { values in
                values.map { x in x.isNaN ? edges.count + 1 : edges.count { $0 <= x } }
            }
        case .categorical(let categories):
            let places = [categories.count] + batch.dictionary(1).map { categories.bin(of: answer.category($0)) }
            return batch.withCodes(1) { codes in codes.map { places[Int($0) + 1] } }
        }
    }
}
