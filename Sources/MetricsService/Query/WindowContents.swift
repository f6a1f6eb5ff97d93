internal import Contracts
internal import Postgres
internal import ProfileStore
internal import Statistics

/// What is stored of a range of event time, in one snapshot.
struct WindowContents {
    /// What to read.
    struct Request {
        var deployment: DeploymentKey
        var range: QueryRange
        /// Nil: all slices and the whole.
        var slice: String?
        var modelVersion: String?
        var referenceVersion: Int?
        var withProfiles = true
        /// Numbers of closed hours to read in place of their counters; the counters are then read of the whole slice only.
        var series: SeriesRequest?
    }

    /// Names the numbers of a metric.
    struct SeriesRequest {
        var metric: String
        var feature: String
        var referenceVersion: Int
        /// The slice whose counters are read too, for the total.
        var wholeSlice: String
    }

    /// Parts of cells of the times that are not covered by whole hours.
    var cells: [StoredCell] = []
    /// Sums of whole hours, and of days where hours have been folded.
    var hours: [StoredCell] = []
    /// Numbers of whole hours.
    var series: [SeriesValue] = []

    /// Reads what a request asks for.
    static func read(_ request: Request, from store: ProfileStore) async throws -> WindowContents {
        try await store.pool.transaction(project: request.deployment.project, isolation: .repeatableRead) { connection in
            let range = request.range.start..<request.range.end
            let dirty = try await store.dirtyHours(of: request.deployment, in: range, on: connection)
            let plan = ReadPlan(range, dirty: dirty, wholeHours: request.range.stepsAreHours)
            var selection = CellSelection(
                deployment: request.deployment, ranges: plan.cells, slice: request.slice, modelVersion: request.modelVersion,
                referenceVersion: request.referenceVersion, withProfiles: request.withProfiles)
            var contents = WindowContents()
            contents.cells = try await store.cells(selection, on: connection)
            selection.ranges = plan.hours
            if let series = request.series {
                selection.slice = series.wholeSlice
                contents.series = try await store.series(
                    of: request.deployment, metric: series.metric, feature: series.feature, slice: request.slice,
                    modelVersion: "",
                    referenceVersion: series.referenceVersion, ranges: plan.hours, on: connection)
            }
            contents.hours = try await store.hours(selection, on: connection)
            contents.hours += try await store.days(selection, on: connection)
            return contents
        }
    }
}

/// Adds up cells of one slice.
struct ProfileSum {
    private(set) var profile: Profile
    private let isBinned: Bool
    private(set) var events: Int64 = 0

    /// Nothing yet; in the bins of a reference, or plain counters.
    init(reference: Reference?) {
        profile = Profile(reference: reference)
        isBinned = reference != nil
    }

    /// Adds a cell. One that was read without its counters adds to `events` only.
    mutating func add(_ cell: StoredCell) throws {
        events += cell.events
        guard !cell.encodedProfile.isEmpty else { return }
        let part = try cell.profile()
        try profile.merge(isBinned ? part : part.withoutBins())
    }
}
