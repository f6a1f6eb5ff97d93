extension Double {
    /// Itself, or nil where JSON has no number for it.
    var finite: Double? { isFinite ? self : nil }
}

extension CheckReport {
    /// The same report without NaN and infinity: such a value is nil, a distribution with one is left out.
    var finite: CheckReport {
        var report = self
        report.perFeatureMetrics = perFeatureMetrics.mapValues { $0.mapValues(\.finite) }
        report.dataset = dataset.finite
        report.quality.columns = quality.columns.mapValues(\.finite)
        report.chunks = chunks.map { chunk in
            var chunk = chunk
            chunk.perFeatureMetrics = chunk.perFeatureMetrics.mapValues { $0.mapValues(\.finite) }
            return chunk
        }
        report.distributions = distributions.compactMapValues(\.finite)
        return report
    }
}

extension CheckReport.Score {
    var finite: Self {
        var score = self
        score.value = value?.finite
        score.pValue = pValue?.finite
        score.pValueAdjusted = pValueAdjusted?.finite
        score.effect = effect?.finite
        score.threshold = threshold?.finite
        score.thresholdCritical = thresholdCritical?.finite
        score.errorBound = errorBound?.finite
        score.noiseFloor = noiseFloor?.finite
        score.noiseLimit = noiseLimit?.finite
        return score
    }
}

extension CheckReport.Dataset {
    var finite: Self {
        var dataset = self
        dataset.share = share?.finite
        dataset.metrics = metrics.mapValues(\.finite)
        dataset.importances = importances?.compactMapValues(\.finite)
        dataset.groups = groups?.mapValues { $0.mapValues(\.finite) }
        return dataset
    }
}

extension CheckReport.Quality.Column {
    var finite: Self {
        var column = self
        column.missingReference = missingReference?.finite
        column.missingCurrent = missingCurrent?.finite
        column.minimumReference = minimumReference?.finite
        column.maximumReference = maximumReference?.finite
        column.minimumCurrent = minimumCurrent?.finite
        column.maximumCurrent = maximumCurrent?.finite
        column.meanReference = meanReference?.finite
        column.meanCurrent = meanCurrent?.finite
        return column
    }
}

extension CheckReport.Distribution {
    var finite: Self? {
        guard (reference + current + (edges ?? [])).allSatisfy(\.isFinite) else { return nil }
        var distribution = self
        distribution.minimum = minimum?.finite
        distribution.maximum = maximum?.finite
        return distribution
    }
}

extension EvaluationReport {
    /// The same report without NaN and infinity: such a value is nil.
    var finite: EvaluationReport {
        var report = self
        report.metrics = metrics.mapValues { $0?.finite }
        report.intervals = intervals.mapValues(\.finite)
        report.slices = slices.map { slice in
            var slice = slice
            slice.metrics = slice.metrics.mapValues { $0?.finite }
            return slice
        }
        report.fairness = fairness?.mapValues { attribute in
            var attribute = attribute
            attribute.metrics = attribute.metrics.mapValues { $0?.finite }
            attribute.intervals = attribute.intervals.mapValues(\.finite)
            attribute.groups = attribute.groups.mapValues { group in
                var group = group
                group.metrics = group.metrics.mapValues { $0?.finite }
                return group
            }
            return attribute
        }
        report.perClass = perClass?.mapValues { $0.mapValues { $0?.finite } }
        if confusion?.counts.joined().contains(where: { !$0.isFinite }) == true { report.confusion = nil }
        report.reliability = reliability?.map { bin in
            var bin = bin
            bin.confidence = bin.confidence?.finite
            bin.accuracy = bin.accuracy?.finite
            return bin
        }
        return report
    }
}

extension EvaluationReport.Interval {
    var finite: Self {
        var interval = self
        interval.low = low?.finite
        interval.high = high?.finite
        return interval
    }
}
