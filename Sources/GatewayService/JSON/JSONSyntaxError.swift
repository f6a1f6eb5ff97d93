/// Where and why a text is not JSON.
package struct JSONSyntaxError: Error, Equatable {
    /// What is wrong, in words.
    package let reason: String
    /// Bytes before the fault.
    package let offset: Int
    /// From 1.
    package let line: Int
    /// In bytes, from 1.
    package let column: Int

    /// The reason and the place.
    package var description: String { "\(reason) at line \(line), column \(column)" }
}
