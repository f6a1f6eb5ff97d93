/// What drift is measured against: frozen bins and the profile of the events that they were made from.
package struct Reference: Sendable, Equatable {
    /// In ascending order of their names.
    package let features: [FeatureSchema]
    /// Of the reference's own events, in its own bins.
    package let profile: Profile
    /// Identifies the bins: equal for equal bins, in every process and build; never 0.
    package let fingerprint: UInt64
    /// A hash of the values that the profile counts, as whoever counted them made it; it is kept with the bytes. nil: unknown.
    package var dataHash: String?
    private let index: [ExactText: Int]

    /// Events that the reference summarises.
    package var events: Int { profile.events }

    init(features: [FeatureSchema], profile: Profile) {
        let sorted = features.sorted { $0.name < $1.name }
        self.features = sorted
        fingerprint = Self.fingerprint(of: sorted)
        var bound = profile
        bound.fingerprint = fingerprint
        self.profile = bound
        var index: [ExactText: Int] = [:]
        for (position, feature) in sorted.enumerated() { index[feature.name] = position }
        self.index = index
    }

    /// The same bins with the counts of other events in them, whose hash is not known.
    /// - Parameter profile: made in these bins.
    package func withProfile(_ profile: Profile) -> Reference { Reference(features: features, profile: profile) }

    /// The schema of a feature, or nil when the reference does not have it.
    package func feature(_ name: ExactText) -> FeatureSchema? { index[name].map { features[$0] } }

    private static func fingerprint(of features: [FeatureSchema]) -> UInt64 {
        var writer = ByteWriter()
        encode(features, into: &writer)
        return max(1, StableHash.of(writer.bytes))
    }
}

extension Reference {
    /// 2 since power sums have 47 digits; 1 is read, too.
    static let formatVersion: UInt8 = 2

    /// The reference as bytes, with a version byte in front.
    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.formatVersion)
        Self.encode(features, into: &writer)
        profile.encode(into: &writer)
        if let dataHash { writer.text(ExactText(dataHash)) }
        return writer.bytes
    }

    /// Reads what `encode` wrote; anything else throws `corrupt` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StatisticsError) {
        var reader = ByteReader(bytes, of: "reference")
        try reader.version(Self.formatVersion, since: 1)
        var features: [FeatureSchema] = []
        for _ in 0..<(try reader.items(ofAtLeast: 3)) {
            let name = try reader.text()
            if let last = features.last, name <= last.name { throw reader.corrupt("features do not ascend") }
            features.append(try Self.schema(named: name, from: &reader))
        }
        let profile = try Profile(from: &reader)
        let hash = reader.remaining > 0 ? try reader.text(upTo: 64).description : nil
        try reader.end()
        self.init(features: features, profile: profile)
        dataHash = hash
        guard profile.fingerprint == fingerprint else { throw reader.corrupt("the profile belongs to other bins") }
        for feature in features {
            guard let counters = profile.features[feature.name] else { continue }
            guard counters.kind == feature.kind, counters.bins.count == feature.bins.count else {
                throw reader.corrupt("a feature's counters do not fit its bins")
            }
        }
    }

    private static func encode(_ features: [FeatureSchema], into writer: inout ByteWriter) {
        writer.count(features.count)
        for feature in features {
            writer.text(feature.name)
            writer.byte(feature.kind.rawValue)
            switch feature.bins {
            case .none: break
            case .numeric(let bins): bins.encode(into: &writer)
            case .categorical(let bins): bins.encode(into: &writer)
            }
        }
    }

    private static func schema(named name: ExactText, from reader: inout ByteReader) throws(StatisticsError) -> FeatureSchema {
        guard let kind = FeatureKind(rawValue: try reader.byte()) else { throw reader.corrupt("an unknown kind of feature") }
        let bins: FeatureBins =
            kind.isNumeric
            ? .numeric(try NumericBins(from: &reader)) : .categorical(try CategoryBins(from: &reader))
        return FeatureSchema(name: name, kind: kind, bins: bins)
    }
}
