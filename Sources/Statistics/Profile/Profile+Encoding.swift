extension Profile {
    /// 2 since power sums have 47 digits; 1 is read, too.
    static let formatVersion: UInt8 = 2

    /// The profile as bytes: compact (counts are sparse), self-describing, with a version byte in front.
    package func encode() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.formatVersion)
        encode(into: &writer)
        return writer.bytes
    }

    /// Reads what `encode` wrote; anything else throws `corrupt` or `unsupportedVersion`.
    package init(decoding bytes: [UInt8]) throws(StatisticsError) {
        var reader = ByteReader(bytes, of: "profile")
        try reader.version(Self.formatVersion, since: 1)
        try self.init(from: &reader)
        try reader.end()
    }

    func encode(into writer: inout ByteWriter) {
        writer.signed(events)
        writer.fixed(fingerprint)
        writer.count(features.count)
        for name in features.keys.sorted() {
            writer.text(name)
            features[name]?.encode(into: &writer)
        }
        latency.encode(into: &writer)
        promptTokens.encode(into: &writer)
        responseTokens.encode(into: &writer)
        scores.encode(into: &writer)
        classes.encode(into: &writer)
        errors.encode(into: &writer)
    }

    init(from reader: inout ByteReader) throws(StatisticsError) {
        events = try reader.signed()
        fingerprint = try reader.fixed()
        for _ in 0..<(try reader.items(ofAtLeast: 3)) {
            let name = try reader.text()
            guard features[name] == nil else { throw reader.corrupt("a feature appears twice") }
            features[name] = try FeatureCounters(from: &reader)
        }
        latency = try LogHistogram(from: &reader)
        promptTokens = try LogHistogram(from: &reader)
        responseTokens = try LogHistogram(from: &reader)
        scores = try UnitHistogram(from: &reader)
        classes = try LabelCounts(from: &reader)
        errors = try LabelCounts(from: &reader)
    }
}
