/// What the user can mend, in one line: what, where, and what to do. Never shows values of the data but class names.
package struct EvaluationError: Error, Equatable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
