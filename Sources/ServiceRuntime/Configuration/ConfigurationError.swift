/// A configuration that cannot be used. Its description is one line that names the value, the fault and what is allowed.
package struct ConfigurationError: Error, CustomStringConvertible {
    /// The whole line, without a line end.
    package let description: String

    /// Makes an error of one line.
    package init(_ description: String) {
        self.description = description.replacing("\n", with: " ")
    }
}
