/// Why the platform cannot start, in one line.
package struct PlatformError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
