package import Contracts
package import EventLog
package import ProfileStore
package import Statistics
internal import Wire

/// What a partition's consumer knows and has counted since its last commit: synchronous, without I/O.
///
/// Before a record is counted, its sender's window, its request ids and its deployment must have been made known.
package struct PendingCommit: Sendable {
    /// How long a request id is remembered.
    package static let requestLifetime: Duration = .seconds(24 * 3_600)

    private let partition: Int
    private let sliceKeys: [MetadataKey]
    private var reader = RecordReader()
    private(set) var deployments: [DeploymentKey: DeploymentCounter] = [:]
    private(set) var windows: [SenderKey: SequenceWindow] = [:]
    private var requests: [RequestKey: Timestamp] = [:]
    private var newRequests: [RequestKey: Timestamp] = [:]
    private var touchedSenders: Set<SenderKey> = []
    private var touchedDeployments: Set<DeploymentKey> = []
    private var suppressed: [SuppressedRecord] = []
    private var unreadable: [UnreadableRecord] = []
    private var counts = Commit.Counts()
    private var projects: [ProjectID: ProjectCounts] = [:]
    /// Offset of the last commit, and of the last record counted.
    package private(set) var committedOffset: Int64
    package private(set) var countedOffset: Int64
    /// Payload bytes counted since the last commit.
    package private(set) var pendingBytes = 0

    /// Nothing counted after `offset`.
    package init(partition: Int, offset: Int64, sliceKeys: [MetadataKey]) {
        self.partition = partition
        self.sliceKeys = sliceKeys
        committedOffset = offset
        countedOffset = offset
    }

    /// Whether anything waits to be committed.
    package var isEmpty: Bool { countedOffset == committedOffset }

    /// Cells touched since the last commit.
    package var pendingCells: Int { touchedDeployments.reduce(0) { $0 + (deployments[$1]?.cellCount ?? 0) } }

    // MARK: - What must be known first

    /// Senders whose windows are not known yet.
    package func unknownSenders(of records: [StoredRecord]) -> [SenderKey] {
        let senders = records.lazy.map(\.record).filter { $0.deduplication == .sequence }.map(\.sender)
        return Array(Set(senders.filter { windows[$0] == nil }))
    }

    /// Deployments whose catalogue and reference are not known yet.
    package func unknownDeployments(of records: [StoredRecord]) -> [DeploymentKey] {
        Array(Set(records.lazy.map(\.record.key).filter { deployments[$0] == nil }))
    }

    /// Request ids whose last arrival is not known yet.
    package mutating func unknownRequests(of records: [StoredRecord]) -> [RequestKey] {
        var unknown: Set<RequestKey> = []
        for stored in records where stored.record.deduplication == .requestID {
            guard (try? reader.read(stored.record)) != nil else { continue }
            for (_, hash) in reader.requestHashes(leavingOut: reader.refusedRows(stored.record)) {
                let key = RequestKey(deployment: stored.record.key, hash: hash)
                if newRequests[key] == nil { unknown.insert(key) }
            }
        }
        return Array(unknown)
    }

    /// Makes windows known; a sender without one is new.
    package mutating func know(_ senders: [SenderKey], windows known: [SenderKey: SequenceWindow]) {
        for sender in senders { windows[sender] = known[sender] ?? SequenceWindow() }
    }

    /// Makes request ids known, in place of those known before.
    package mutating func know(requests known: [RequestKey: Timestamp]) { requests = known }

    /// Makes a deployment known.
    package mutating func know(_ catalogue: DeploymentCatalogue, active: DeploymentCounter.ActiveReference?) {
        deployments[catalogue.deployment] = DeploymentCounter(catalogue: catalogue, active: active, sliceKeys: sliceKeys)
    }

    /// Counts a deployment in other bins from now on; only while nothing is pending.
    package mutating func activate(_ reference: DeploymentCounter.ActiveReference, of deployment: DeploymentKey) {
        precondition(isEmpty, "a reference is changed between two commits")
        deployments[deployment]?.activate(reference)
    }

    // MARK: - Counting

    /// Counts a record, unless it was counted before or cannot be read.
    package mutating func count(_ stored: StoredRecord) {
        let record = stored.record
        precondition(stored.position.offset > countedOffset, "records are counted in order")
        countedOffset = stored.position.offset
        pendingBytes += record.payload.count
        counts.processedBatches += 1
        projects[record.project, default: ProjectCounts(project: record.project)].processedBatches += 1
        guard isNew(stored) else { return suppress(stored) }
        do throws(RecordFault) {
            try reader.read(record)
        } catch {
            return setAside(stored, error)
        }
        let refused = reader.refusedRows(record)
        counts.refusedEvents += Int64(refused.count)
        let duplicates = record.deduplication == .requestID ? takeDuplicates(stored, refused: refused) : []
        counts.processedEvents += Int64(reader.batch.count - refused.count - duplicates.count)
        touchedDeployments.insert(record.key)
        deployments[record.key]?.count(reader.batch, skipping: refused.union(duplicates))
    }

    private mutating func isNew(_ stored: StoredRecord) -> Bool {
        guard stored.record.deduplication == .sequence else { return true }
        touchedSenders.insert(stored.record.sender)
        return windows[stored.record.sender, default: SequenceWindow()].insert(stored.record.sequence)
    }

    private mutating func suppress(_ stored: StoredRecord) {
        let events = Int64(max(0, stored.record.rowCount - stored.record.refusedRows.count))
        counts.suppressedBatches += 1
        counts.suppressedEvents += events
        projects[stored.record.project]?.suppressedBatches += 1
        projects[stored.record.project]?.suppressedEvents += events
        suppressed.append(stored.suppressed(rows: nil))
    }

    /// Marks the request ids of a record as seen; gives the rows whose id had been seen.
    private mutating func takeDuplicates(_ stored: StoredRecord, refused: Set<Int>) -> [Int] {
        let receivedAt = Timestamp(nanos: stored.record.receivedAtNanos)
        var duplicates: [Int] = []
        for (row, hash) in reader.requestHashes(leavingOut: refused) {
            let key = RequestKey(deployment: stored.record.key, hash: hash)
            let last = newRequests[key] ?? requests[key]
            if let last, receivedAt.elapsed(since: last) < Self.requestLifetime {
                duplicates.append(row)
            } else {
                newRequests[key] = receivedAt
            }
        }
        guard !duplicates.isEmpty else { return [] }
        counts.suppressedEvents += Int64(duplicates.count)
        projects[stored.record.project]?.suppressedEvents += Int64(duplicates.count)
        suppressed.append(stored.suppressed(rows: duplicates.map(Int32.init)))
        return duplicates
    }

    private mutating func setAside(_ stored: StoredRecord, _ fault: RecordFault) {
        counts.unreadableBatches += 1
        unreadable.append(
            UnreadableRecord(
                deployment: stored.record.key, partition: stored.position.partition, offset: stored.position.offset,
                code: fault.code, message: fault.message, receivedAt: Timestamp(nanos: stored.record.receivedAtNanos)))
    }

    // MARK: - Committing

    /// Everything counted since the last commit. Call `committed` once it is stored.
    package mutating func commit(at time: Timestamp) throws(StatisticsError) -> Commit {
        var commit = Commit(partition: partition, expectedOffset: committedOffset, storedAt: time)
        commit.processedOffset = countedOffset
        commit.counts = counts
        commit.projects = projects.values.sorted { $0.project.rawValue < $1.project.rawValue }
        commit.suppressed = suppressed
        commit.unreadable = unreadable
        commit.sequences = touchedSenders.sorted { $0.order < $1.order }.map {
            SenderSequences(sender: $0, window: windows[$0] ?? SequenceWindow())
        }
        commit.requests = newRequests.map { SeenRequest(deployment: $0.key.deployment, hash: $0.key.hash, receivedAt: $0.value) }
        for deployment in touchedDeployments.sorted(by: { $0.description < $1.description }) {
            commit.cells += try deployments[deployment]?.takeCells(isBackfilled: false) ?? []
            commit.sketches += deployments[deployment]?.takeSketches() ?? []
            if let activity = deployments[deployment]?.takeActivity() { commit.activity.append(activity) }
            guard let new = deployments[deployment]?.takeNew() else { continue }
            commit.features += new.features
            commit.values += new.values
        }
        return commit
    }

    /// Forgets what has been stored, and what is not worth remembering.
    package mutating func committed(_ commit: Commit) {
        committedOffset = commit.processedOffset
        counts = Commit.Counts()
        projects.removeAll()
        suppressed.removeAll()
        unreadable.removeAll()
        touchedSenders.removeAll()
        touchedDeployments.removeAll()
        newRequests.removeAll()
        requests.removeAll()
        pendingBytes = 0
        if windows.count > Self.windowLimit { windows.removeAll() }
        if deployments.count > Self.deploymentLimit { deployments.removeAll() }
    }

    /// Senders and deployments that are kept in memory between commits.
    private static let windowLimit = 50_000
    private static let deploymentLimit = 1_000
}

extension SenderKey {
    fileprivate var order: String { "\(deployment)\n\(client)" }
}

extension LogRecord {
    var key: DeploymentKey { DeploymentKey(project, deployment) }
    var sender: SenderKey { SenderKey(deployment: key, client: clientID.rawValue) }
}

extension StoredRecord {
    fileprivate func suppressed(rows: [Int32]?) -> SuppressedRecord {
        SuppressedRecord(
            deployment: record.key, partition: position.partition, offset: position.offset, rows: rows,
            receivedAt: Timestamp(nanos: record.receivedAtNanos))
    }
}
