/// Why a read cannot be answered, in words for whoever asked.
package enum QueryError: Error, Equatable, CustomStringConvertible {
    /// The request itself is wrong.
    case invalid(String)
    /// What it names does not exist for this project.
    case notFound(String)

    package var description: String {
        switch self {
        case .invalid(let message), .notFound(let message): message
        }
    }
}
