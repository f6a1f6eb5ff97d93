internal import ProfileStore
internal import Statistics

/// The cells of an hour, summed by slice and model version.
struct HourCells {
    /// Names a sum. An empty model version stands for events that name none.
    struct Key: Hashable, Comparable {
        var slice: String
        var modelVersion: String

        static func < (left: Key, right: Key) -> Bool {
            (left.slice, left.modelVersion) < (right.slice, right.modelVersion)
        }
    }

    /// Plain counters: every event once.
    private(set) var plain: [Key: Profile] = [:]
    /// Counters in the bins of the reference.
    private(set) var binned: [Key: Profile] = [:]

    /// Sums cells; those in other bins than the reference's count as plain ones only.
    init(_ cells: [StoredCell], reference: Reference?, referenceVersion: Int) throws {
        for cell in cells {
            let key = Key(slice: cell.slice, modelVersion: cell.modelVersion)
            let profile = try cell.profile()
            if !cell.isBackfilled { try plain[key, default: Profile()].merge(profile.withoutBins()) }
            if let reference, cell.referenceVersion == referenceVersion {
                try binned[key, default: Profile(reference: reference)].merge(profile)
            }
        }
    }

    /// The sums as they are stored.
    func sums(referenceVersion: Int) -> [HourSum] {
        plain.sorted { $0.key < $1.key }.map { HourSum($0, referenceVersion: 0) }
            + binned.sorted { $0.key < $1.key }.map { HourSum($0, referenceVersion: referenceVersion) }
    }

    /// The sums over model versions, and those of each version where there are several.
    static func byVersion(_ sums: [Key: Profile]) throws -> [(key: Key, profile: Profile)] {
        var all: [String: (profile: Profile, versions: Int)] = [:]
        for (key, profile) in sums.sorted(by: { $0.key < $1.key }) {
            var sum = all[key.slice] ?? (Profile(bins: profile), 0)
            try sum.profile.merge(profile)
            sum.versions += 1
            all[key.slice] = sum
        }
        let whole = all.map { (key: Key(slice: $0.key, modelVersion: ""), profile: $0.value.profile) }
        // The events that name no version have no series of their own: the empty name means all of them.
        let parts = sums.filter { (all[$0.key.slice]?.versions ?? 0) > 1 && !$0.key.modelVersion.isEmpty }
        return whole + parts.map { (key: $0.key, profile: $0.value) }
    }
}

extension HourSum {
    fileprivate init(_ sum: (key: HourCells.Key, value: Profile), referenceVersion: Int) {
        self.init(
            slice: sum.key.slice, modelVersion: sum.key.modelVersion, referenceVersion: referenceVersion,
            events: Int64(sum.value.events), profile: sum.value.encode())
    }
}
