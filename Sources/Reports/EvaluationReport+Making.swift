extension EvaluationReport {
    /// An answer without metrics yet.
    package init(task: String, count: Int) {
        self.task = task
        n = count
        metrics = [:]
        intervals = [:]
        slices = []
        fairness = nil
        reliability = nil
        confusion = nil
        perClass = nil
        run = nil
        notes = []
    }
}

extension EvaluationReport.Interval {
    package init(_ range: ClosedRange<Double>, level: Double, method: String) {
        low = range.lowerBound
        high = range.upperBound
        self.level = level
        self.method = method
    }
}

extension EvaluationReport.Confusion {
    package init(_ counts: [[Double]], classes: [String]) {
        (self.classes, self.counts) = (classes, counts)
    }
}

extension EvaluationReport.Slice {
    package init(_ name: String, count: Int, _ metrics: [String: Double?]) {
        slice = name
        n = count
        self.metrics = metrics
    }
}

extension EvaluationReport.Fairness {
    package init(_ metrics: [String: Double?], groups: [String: Group]) {
        self.metrics = metrics
        intervals = [:]
        self.groups = groups
        smallestGroup = groups.values.map(\.n).min() ?? 0
    }
}

extension EvaluationReport.Fairness.Group {
    package init(count: Int, _ metrics: [String: Double?]) {
        n = count
        self.metrics = metrics
    }
}

extension EvaluationReport.ReliabilityBin {
    package init(_ bounds: ClosedRange<Double>, count: Int, confidence: Double?, accuracy: Double?) {
        lower = bounds.lowerBound
        upper = bounds.upperBound
        n = count
        self.confidence = confidence
        self.accuracy = accuracy
    }
}
