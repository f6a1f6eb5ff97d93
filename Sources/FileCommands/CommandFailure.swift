/// Why a command ends before its time: one line and an exit status.
package struct CommandFailure: Error {
    package let message: String
    package let status: Int32

    /// - Parameter status: 2 by default: wrong usage or input.
    package init(_ message: String, status: Int32 = 2) {
        self.message = message
        self.status = status
    }
}
