internal import Protos
internal import SwiftProtobuf

/// The events of one call to ingest, with the index that each has in the request's array.
struct IngestPart {
    private(set) var events: [Driftwatch_V1_InferenceEvent] = []
    private(set) var indexes: [Int] = []
    private var bytes = 0

    /// A call's message stays below the 4 MiB that gRPC takes, with room for its envelope.
    static let bytesMax = 3 << 20

    /// Reads the events and divides them among calls; a wrong one goes to the outcome.
    static func parts(of elements: [JSONValue], bodyBytes: Int, outcome: inout IngestOutcome) -> [IngestPart] {
        // As a message an event is at most some four times as long as it was as JSON.
        let mayBeLarge = bodyBytes > bytesMax / 4
        var parts: [IngestPart] = []
        var part = IngestPart()
        for (index, element) in elements.enumerated() {
            do throws(RowFault) {
                let event = try EventReader.event(element)
                let size = mayBeLarge ? ((try? event.serializedData().count) ?? 0) + 8 : 0
                guard size <= bytesMax else {
                    throw RowFault(code: "too_large", message: "the event is larger than \(bytesMax) bytes")
                }
                if part.bytes + size > bytesMax {
                    parts.append(part)
                    part = IngestPart()
                }
                part.events.append(event)
                part.indexes.append(index)
                part.bytes += size
            } catch {
                outcome.refuse(index, error)
            }
        }
        if !part.events.isEmpty { parts.append(part) }
        return parts
    }
}
