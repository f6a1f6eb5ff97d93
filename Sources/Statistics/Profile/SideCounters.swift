/// The counters of one cell that belong to no feature.
struct SideCounters: Sendable {
    var latency = LogHistogram()
    var promptTokens = LogHistogram()
    var responseTokens = LogHistogram()
    var scores = UnitHistogram()
    var classes = LabelCounts()
    var errors = LabelCounts()

    func copy(into profile: inout Profile) {
        profile.latency = latency
        profile.promptTokens = promptTokens
        profile.responseTokens = responseTokens
        profile.scores = scores
        profile.classes = classes
        profile.errors = errors
    }
}
