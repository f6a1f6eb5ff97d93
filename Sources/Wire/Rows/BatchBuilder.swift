package import Contracts
package import Protos
internal import SwiftProtobuf

/// Makes batches of events that came as rows: the convenience way in, at a few microseconds an event.
///
/// The same events always give the same batches in the same order, so that a request sent again can be known by its sequences.
package struct BatchBuilder: Sendable {
    /// Events of one deployment, encoded as an `InferenceBatch`.
    package struct Built: Sendable {
        /// Whose events these are.
        package let deploymentID: DeploymentID
        /// The message. `InferenceBatchReader` finds the faults of rows that are left, such as a missing request id.
        package let message: [UInt8]
        /// The index in the request of each row.
        package let rows: [Int]
    }

    /// What became of a request.
    package struct Result: Sendable {
        /// In the order of each one's first event.
        package var batches: [Built] = []
        /// The events that are in none of the batches; `row` is the index in the request.
        package var refused: [RefusedRow] = []
    }

    private let limits: Limits

    /// A builder with its own limits, or the product's.
    package init(limits: Limits = .standard) { self.limits = limits }

    /// Sorts events into batches. An event without a time gets `now`, the time of arrival.
    package func build(_ events: [Driftwatch_V1_InferenceEvent], now: Timestamp) -> Result {
        var result = Result()
        var groups = EventGroups()
        let check = EventCheck(limits: limits, now: now)
        for (index, event) in events.enumerated() {
            if let fault = check.fault(of: event, row: index) {
                result.refused.append(fault)
                continue
            }
            groups.add(event, row: index)
        }
        for rows in groups.rows { build(rows[...], of: events, now: now, into: &result) }
        result.refused.sort { $0.row < $1.row }
        for index in result.refused.indices.dropFirst(RefusedRow.messagesMax) { result.refused[index].message = "" }
        return result
    }

    /// Makes one batch of the rows, or, where the limits forbid that, one of each half.
    private func build(
        _ rows: ArraySlice<Int>, of events: [Driftwatch_V1_InferenceEvent], now: Timestamp, into result: inout Result
    ) {
        guard let first = rows.first, let deployment = DeploymentID(events[first].deploymentID) else { return }
        let layout = BatchLayout(rows.map { events[$0] })
        if layout.fits(rows: rows.count, within: limits) {
            let message = BatchAssembly(layout: layout, now: now).message(rows.map { events[$0] }, deployment: deployment)
            if let bytes = try? message.serializedBytes() as [UInt8], bytes.count <= limits.batchBytes {
                result.batches.append(Built(deploymentID: deployment, message: bytes, rows: Array(rows)))
                return
            }
        }
        guard rows.count > 1 else {
            result.refused.append(
                RefusedRow(
                    row: first, code: "event_too_large",
                    message: "the event takes more than \(limits.batchBytes) bytes or has too many columns: log less with it"))
            return
        }
        let middle = rows.startIndex + rows.count / 2
        build(rows[..<middle], of: events, now: now, into: &result)
        build(rows[middle...], of: events, now: now, into: &result)
    }
}
