/// Why one event of a batch is refused; the others are taken.
package struct RefusedRow: Hashable, Sendable, CustomStringConvertible {
    /// Index in the batch, or in the request that the batch was made from; from 0.
    package var row: Int
    /// Stable, for programs: `timestamp_in_future`. All of them are in docs/wire-format.md.
    package var code: String
    /// For people; empty beyond the first `RefusedRow.messagesMax` of a batch, so that an answer stays small.
    package var message: String

    /// How many refused rows of a batch get a message.
    package static let messagesMax = 100

    /// A refusal with a code of docs/wire-format.md.
    package init(row: Int, code: String, message: String) {
        self.row = row
        self.code = code
        self.message = message
    }

    package var description: String { "row \(row): \(code): \(message)" }
}
