internal import Wire

/// Why a record of the log cannot be counted at all.
struct RecordFault: Error {
    let code: String
    let message: String

    init(_ fault: BatchFault) {
        code = fault.code
        message = fault.message
    }

    init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
