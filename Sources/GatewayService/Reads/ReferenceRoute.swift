internal import Contracts
internal import Foundation
internal import GRPCCore
internal import HTTPTypes
internal import Hummingbird
internal import Protos

/// `POST /v1/deployments/{id}/reference`: freezes what drift is measured against, from events already logged or from a profile.
struct ReferenceRoute<Transport: ClientTransport>: Sendable {
    private let stream: Driftwatch_V1_Stream.Client<Transport>
    private let clock: WallClock

    /// The largest profile, in bytes: a message of 4 MiB with room for its envelope.
    static var profileBytesMax: Int { 4 << 20 - 4_096 }

    init(stream: Driftwatch_V1_Stream.Client<Transport>, clock: WallClock) {
        self.stream = stream
        self.clock = clock
    }

    var routes: [Route] {
        [Route(.post, "/v1/deployments/{id}/reference", parameters: ["description"], handler: handle)]
    }

    @Sendable private func handle(_ call: APICall) async throws -> Response {
        var request = Driftwatch_V1_SetReferenceRequest()
        request.deploymentID = try ReadRoutes<Transport>.deploymentID(inPath: call)
        request.description_p = call.query["description"] ?? ""
        if BodyReader.mediaType(of: call.request) == "application/octet-stream" {
            try BodyReader.checkEncoding(of: call.request)
            let body = try await BodyReader.read(call.request, limit: Self.profileBytesMax)
            guard body.readableBytes > 0 else { throw Problem.badRequest("the body is empty; send the bytes of a profile") }
            request.profile = body.withUnsafeReadableBytes { Data($0) }
        } else {
            try await readWindow(call, into: &request)
        }
        guard request.description_p.utf8.count <= 1_000 else { throw Problem.parameter("description", "may have 1000 bytes") }
        let reference = try await stream.setReference(request, metadata: call.metadata, options: call.options)
        return Answers.json(.reference(reference), status: .created)
    }

    /// Reads `{"window":"24h"}` or `{"window":{"start":"…","end":"…"}}`.
    private func readWindow(_ call: APICall, into request: inout Driftwatch_V1_SetReferenceRequest) async throws {
        let (body, _) = try await BodyReader.json(call.request, limit: 64 << 10)
        do throws(RowFault) {
            let fields = try Fields(body, path: "", known: ["window", "description"])
            let description = try fields.text("description")
            if !description.isEmpty { request.description_p = description }
            guard let window = fields["window"] else { throw RowFault.missing("window") }
            let range = try range(window)
            request.window.startUnixNanos = range.start.nanos
            request.window.endUnixNanos = range.end.nanos
        } catch {
            throw Problem.badRequest(error.message, code: "bad_reference")
        }
    }

    private func range(_ window: JSONValue) throws(RowFault) -> TimeRange {
        if case .string(let text) = window {
            guard let duration = try? TimeRange.duration(text, name: "window") else {
                throw RowFault.value("window", "must be a duration such as 24h, or an object with start and end")
            }
            let end = clock.now
            return TimeRange(start: end.advanced(by: .zero - duration), end: end)
        }
        let fields = try Fields(window, path: "window", known: ["start", "end"])
        guard let start = Timestamp(rfc3339: try fields.requiredText("start")),
            let end = Timestamp(rfc3339: try fields.requiredText("end")), start < end
        else { throw RowFault.value("window", "must have start before end, each RFC 3339 with a time zone") }
        return TimeRange(start: start, end: end)
    }
}
