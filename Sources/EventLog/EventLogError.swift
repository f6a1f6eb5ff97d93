package import Postgres

/// Why the log did not take or give records.
package struct EventLogError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package let code: Code
    /// What went wrong, for people. Holds no data.
    package let message: String
    /// What Postgres said.
    package let cause: PostgresError?

    /// An error.
    package init(code: Code, message: String, cause: PostgresError? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }

    /// True when the same call may succeed a little later. An append that failed so may have been stored: send it again
    /// with the same sequence.
    package var isRetriable: Bool { code == .overloaded || (cause?.isRetriable ?? false) }

    package var description: String {
        "event log: \(message)\(cause.map { "; \($0)" } ?? "") (\(code.rawValue))"
    }

    /// A stable word.
    package struct Code: RawRepresentable, Hashable, Sendable {
        /// The word.
        package let rawValue: String
        /// Any word.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// More is waiting to be stored than the log may hold in memory. Nothing of the call was taken.
        package static let overloaded = Code(rawValue: "overloaded")
        /// Postgres refused or was away; see the cause.
        package static let storage = Code(rawValue: "storage")
        /// The log was made with another number of partitions.
        package static let partitionCount = Code(rawValue: "partition_count")
        /// A record is not one that the log can hold.
        package static let invalidRecord = Code(rawValue: "invalid_record")
    }
}
