/// Why reading stopped.
enum ReadFailure: Error {
    /// Malformed, or an encoding that is legal but rare: read again with a full protobuf decoder, which tells.
    case unusual(String, at: Int)
    /// The batch breaks a rule, however it was encoded.
    case fault(BatchFault)

    /// What was met, and where, counted from the first byte of the message.
    var reason: String {
        switch self {
        case .unusual(let what, let position): "\(what) (byte \(position))"
        case .fault(let fault): fault.message
        }
    }

    /// What the sender is told.
    var fault: BatchFault {
        switch self {
        case .unusual: .malformed(reason)
        case .fault(let fault): fault
        }
    }
}
