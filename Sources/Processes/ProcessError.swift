/// A program could not be started, or failed. The message says which and how.
package struct ProcessError: Error, Sendable, CustomStringConvertible {
    /// What was attempted and what happened.
    package let message: String

    init(_ message: String) { self.message = message }

    package var description: String { message }
}
