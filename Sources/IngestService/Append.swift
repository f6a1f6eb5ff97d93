internal import Contracts
internal import GRPCCore
internal import Identity
internal import Protos
internal import RPC
internal import Wire

extension Ingest {
    /// `Append`: a stream of batches, an answer each, in the same order. Several are on their way to the log at once; when the
    /// window is full, no more is read, and flow control reaches the sender.
    func append(
        _ request: StreamingServerRequest<RPCBytes>, _ context: ServerContext
    ) async throws -> StreamingServerResponse<Driftwatch_V1_AppendResponse> {
        let caller = try Caller.require(.write)
        let client = try requiredClientID(request.metadata)
        return StreamingServerResponse { writer in
            let stream = AppendStream(ingest: self, caller: caller, client: client, shutdown: context.callInfo?.shutdown)
            try await stream.run(request.messages, writer)
            return [:]
        }
    }
}

/// One call of `Append`.
private struct AppendStream: Sendable {
    let ingest: Ingest
    let caller: Caller
    let client: ClientID
    let shutdown: ShutdownSignal?

    /// An answer that is being made.
    private typealias Answer = Task<Driftwatch_V1_AppendResponse, Never>

    /// Reads and answers until the sender has ended the stream, or the server stops: then what was read is answered, and the call
    /// ends as UNAVAILABLE.
    func run(
        _ requests: RPCAsyncSequence<RPCBytes, any Error>, _ writer: RPCWriter<Driftwatch_V1_AppendResponse>
    ) async throws {
        let (answers, admitted) = AsyncStream<Answer>.makeStream()
        let (places, free) = AsyncStream<Void>.makeStream()
        for _ in 0..<ingest.configuration.batchesInFlight { free.yield() }
        // Not a child task: a read ends when the call does and not before, so it must be able to outlive the last answer.
        let reading = Task {
            let result = await read(requests, places: places, admitted: admitted)
            admitted.finish()
            return result
        }
        let stopping = shutdown.map { shutdown in
            Task {
                await shutdown.wait()
                admitted.finish()
            }
        }
        defer {
            reading.cancel()
            stopping?.cancel()
        }
        for await answer in answers {
            try await writer.write(await answer.value)
            free.yield()
        }
        if let shutdown, shutdown.isGiven {
            throw RPCError(code: .unavailable, message: "the server is stopping: send what was not answered over a new stream")
        }
        try await reading.value.get()
    }

    /// Reads, checks and begins to store, while there are places, until the sender ends the stream or the server stops.
    private func read(
        _ requests: RPCAsyncSequence<RPCBytes, any Error>, places: AsyncStream<Void>, admitted: AsyncStream<Answer>.Continuation
    ) async -> Result<Void, any Error> {
        var reader = InferenceBatchReader(limits: ingest.configuration.limits)
        var places = places.makeAsyncIterator()
        do {
            for try await request in requests {
                guard await places.next() != nil, shutdown?.isGiven != true else { break }
                let admission = ingest.admit(request, client: client, caller: caller, reader: &reader)
                // A batch that was read is stored even when the sender goes away meanwhile.
                admitted.yield(Answer { await ingest.complete(admission, caller: caller) })
            }
            return .success(())
        } catch {
            return .failure(error)
        }
    }
}
