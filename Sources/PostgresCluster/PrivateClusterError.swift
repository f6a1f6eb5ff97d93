/// Why the private cluster cannot run. The message says what to do.
package struct PrivateClusterError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package let code: Code
    /// What was attempted, why it failed, and what to do.
    package let message: String

    /// An error.
    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { "private postgres: \(message) (\(code.rawValue))" }

    /// A stable word.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The word.
        package let rawValue: String
        /// Any word.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// No usable Postgres is installed.
        package static let noBinaries = Code(rawValue: "no_binaries")
        /// There is no user that the server could run as.
        package static let noUser = Code(rawValue: "no_user")
        /// A folder cannot be made or entered, or is not ours.
        package static let directory = Code(rawValue: "directory")
        /// Another DriftWatch uses the directory.
        package static let inUse = Code(rawValue: "in_use")
        /// `initdb` failed.
        package static let creation = Code(rawValue: "creation")
        /// The server did not start, or not in time.
        package static let start = Code(rawValue: "start")
    }
}
