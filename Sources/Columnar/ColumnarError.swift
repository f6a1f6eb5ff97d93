/// What went wrong with a file or a column, in one line that names them and what to do.
package struct ColumnarError: Error, CustomStringConvertible {
    package struct Code: Hashable, Sendable {
        package let name: String
        /// No such file, or it cannot be opened.
        package static let notFound = Code(name: "not_found")
        /// The file is damaged or not of the form that it was taken for.
        package static let unreadable = Code(name: "unreadable")
        /// The file has no column of that name.
        package static let missingColumn = Code(name: "missing_column")
        /// The column holds something else than what was asked for.
        package static let wrongType = Code(name: "wrong_type")
        /// The output cannot be written.
        package static let unwritable = Code(name: "unwritable")
        /// A condition on rows cannot be read.
        package static let badCondition = Code(name: "bad_condition")
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
