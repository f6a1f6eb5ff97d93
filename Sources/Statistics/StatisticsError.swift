/// What went wrong, where and what to do; never shows the values of the data.
package struct StatisticsError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of failure, open to additions.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Bytes that are not an encoding of this type.
        package static let corrupt = Code(rawValue: "corrupt")
        /// An encoding made by a newer version.
        package static let unsupportedVersion = Code(rawValue: "unsupported_version")
        /// Two summaries that do not belong together: other bins, other accuracy.
        package static let incompatible = Code(rawValue: "incompatible")
        /// An argument outside the function's domain.
        package static let invalidArgument = Code(rawValue: "invalid_argument")
    }

    package let code: Code
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Summaries that stand for more than 2^53 values together.
    static func tooMany(_ what: String) -> StatisticsError {
        StatisticsError(
            .invalidArgument, "\(what) counts at most 2^53 values, and a merge would go beyond; check where both came from")
    }

    package var description: String { "\(code.rawValue): \(message)" }
}
