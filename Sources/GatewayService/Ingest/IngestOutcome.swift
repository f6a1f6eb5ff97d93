internal import Hummingbird

/// What became of the events of one request.
struct IngestOutcome {
    /// Events that are durable now.
    var accepted = 0
    /// Events that are not, by their index, each with its reason.
    private(set) var refused: [(index: Int, fault: RowFault)] = []

    mutating func refuse(_ index: Int, _ fault: RowFault) {
        refused.append((index, fault))
    }

    /// The answer.
    ///
    /// - Throws: `Problem` 422 with the list when no event was taken.
    func response() throws -> Response {
        let list = JSONValue.array(
            refused.sorted { $0.index < $1.index }.map {
                .object([
                    "index": .integer(Int64($0.index)), "code": .string($0.fault.code), "message": .string($0.fault.message),
                ])
            })
        if refused.isEmpty {
            return Answers.json(.object(["status": .string("ok"), "ingested": .integer(Int64(accepted))]))
        }
        guard accepted > 0 else {
            let first = refused.min { $0.index < $1.index }?.fault.message ?? ""
            throw Problem(
                status: .unprocessableContent, code: "events_refused", title: "no event was taken",
                detail: refused.count == 1 ? first : "all \(refused.count) events were refused; the first because \(first)",
                members: [.init(name: "refused", value: list)])
        }
        return Answers.json(
            .object(["status": .string("partial"), "ingested": .integer(Int64(accepted)), "refused": list]))
    }
}
