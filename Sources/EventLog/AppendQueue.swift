/// Appends that wait for a commit, in the order in which they came, for each committer.
struct AppendQueue: Sendable {
    /// One call of `append`.
    struct Call: Sendable {
        let records: [LogRecord]
        let bytes: Int
        let continuation: CheckedContinuation<[LogPosition], any Error>
    }

    /// What a committer does next.
    enum Entry {
        /// Nobody commits for this group yet: start.
        case start(group: Int)
        /// The group's committer will find it.
        case queued
        case refused(EventLogError)
    }

    private(set) var statistics = EventLogStatistics()
    private var groups: [Group]
    private let configuration: EventLogConfiguration

    private struct Group {
        var calls: [Call] = []
        var isRunning = false
    }

    init(_ configuration: EventLogConfiguration) {
        self.configuration = configuration
        groups = Array(repeating: Group(), count: configuration.committers)
    }

    mutating func add(_ call: Call, partition: Int) -> Entry {
        let records = statistics.pendingRecords + call.records.count
        let bytes = statistics.pendingBytes + call.bytes
        guard
            statistics.pendingRecords == 0
                || records <= configuration.maximumPendingRecords && bytes <= configuration.maximumPendingBytes
        else {
            statistics.refusedRecords += UInt64(call.records.count)
            return .refused(
                EventLogError(
                    code: .overloaded,
                    message:
                        "\(statistics.pendingRecords) records (\(statistics.pendingBytes >> 20) MiB) wait to be stored already; "
                        + "send again later"))
        }
        (statistics.pendingRecords, statistics.pendingBytes) = (records, bytes)
        let group = partition % groups.count
        groups[group].calls.append(call)
        guard !groups[group].isRunning else { return .queued }
        groups[group].isRunning = true
        return .start(group: group)
    }

    /// What the group's committer commits next; empty when it is done, and must end.
    mutating func next(_ group: Int) -> [Call] {
        var (records, bytes, count) = (0, 0, 0)
        for call in groups[group].calls {
            (records, bytes) = (records + call.records.count, bytes + call.bytes)
            guard count == 0 || records <= configuration.commitRecords && bytes <= configuration.commitBytes else { break }
            count += 1
        }
        let calls = Array(groups[group].calls.prefix(count))
        groups[group].calls.removeFirst(count)
        if calls.isEmpty { groups[group].isRunning = false }
        return calls
    }

    mutating func finished(_ calls: [Call], isStored: Bool, commits: Int) {
        let records = calls.reduce(0) { $0 + $1.records.count }
        statistics.pendingRecords -= records
        statistics.pendingBytes -= calls.reduce(0) { $0 + $1.bytes }
        statistics.commits += UInt64(commits)
        if isStored { statistics.appendedRecords += UInt64(records) } else { statistics.failedRecords += UInt64(records) }
    }
}
