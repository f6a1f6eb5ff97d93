internal import ProfileStore
internal import Statistics

/// The numbers of a closed hour.
enum HourSeries {
    /// Metrics of the whole deployment and of each feature, for every slice.
    static func plain(_ sums: [HourCells.Key: Profile], hour: Int64) throws -> [SeriesValue] {
        try HourCells.byVersion(sums).flatMap { key, profile in
            DeploymentMetric.allCases.map { metric in
                value(metric.rawValue, metric.answer(profile), key: key, hour: hour)
            }
                + profile.features.keys.sorted().map { feature in
                    value(
                        "missing_ratio", Answer(profile.missingRatio(feature), count: profile.events),
                        feature: feature.description,
                        key: key, hour: hour)
                }
        }
    }

    /// Drift of each feature, for every slice.
    static func drift(_ sums: [HourCells.Key: Profile], reference: Reference, version: Int, hour: Int64) throws -> [SeriesValue] {
        let analysis = DriftAnalysis(reference: reference)
        return try HourCells.byVersion(sums).flatMap { key, profile in
            analysis.compare(profile).features.flatMap { feature in
                feature.values.map { value in
                    SeriesValue(
                        metric: value.metric.rawValue, feature: feature.name.description, slice: key.slice,
                        modelVersion: key.modelVersion, referenceVersion: version, hour: hour,
                        value: value.state == .ok ? value.value : nil, events: Int64(value.countCurrent),
                        state: value.state.rawValue, errorBound: value.errorBound, noiseFloor: value.noiseFloor)
                }
            }
        }
    }

    private static func value(
        _ metric: String, _ answer: Answer, feature: String = "", key: HourCells.Key, hour: Int64
    ) -> SeriesValue {
        SeriesValue(
            metric: metric, feature: feature, slice: key.slice, modelVersion: key.modelVersion, referenceVersion: 0, hour: hour,
            value: answer.value, events: Int64(answer.count), state: answer.state.rawValue, errorBound: answer.errorBound)
    }
}
