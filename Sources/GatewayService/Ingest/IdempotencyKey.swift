internal import Contracts
internal import HTTPTypes
internal import Hummingbird
internal import Identity

/// The `Idempotency-Key` of a request: what makes the same request, sent again, count once.
struct IdempotencyKey {
    private static let headerName = HTTPField.Name("Idempotency-Key")!
    private let text: String

    /// Reads the header; nothing when there is none.
    ///
    /// - Throws: `Problem` when it is not 1 to 255 visible ASCII characters, or stands twice.
    init?(_ request: Request) throws {
        let values = request.headers[values: Self.headerName]
        guard let value = values.first else { return nil }
        guard values.count == 1, (1...255).contains(value.utf8.count), value.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            throw Problem.badRequest("Idempotency-Key must be 1 to 255 visible ASCII characters, given once")
        }
        text = value
    }

    /// The client id under which a part of the request is logged: the same for the same project, key, part and events.
    ///
    /// The events are in it so that a key used again by mistake, for other events, loses none: they count as well.
    func clientID(project: ProjectID, part: Int, events: [UInt8]) -> String {
        let digest = SHA256.hex(Array("\(project.rawValue)\u{0}\(text)\u{0}\(part)\u{0}".utf8) + events)
        return "idem:" + digest.prefix(40)
    }
}
