/// What kept the demo from going on, in one line.
package struct DemoError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
