internal import Contracts

/// A text a row, where they lie in the message, one behind the other.
package struct TextColumn: Sendable {
    private var payload: [UInt8] = []
    private var lengths: [UInt32] = []
    private var ends: [Int] = []
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0

    /// What a text of a column may be.
    struct Rule {
        var isRequired = false
        var bytesMax = Int.max
        /// Only text that never becomes a name or a key may hold U+0000.
        var allowsNul = true
    }

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// The text of a row, or nil when it is missing.
    package subscript(row: Int) -> String? {
        withBytes(of: row) { String(decoding: $0, as: UTF8.self) }
    }

    /// True when the row has no text.
    package func isMissing(_ row: Int) -> Bool {
        precondition(row >= 0 && row < count, "row out of range")
        return lengths[row] == 0
    }

    /// Calls `body` with the UTF-8 of a row, valid during the call; nil when the text is missing.
    package func withBytes<Result>(of row: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard !isMissing(row) else { return nil }
        let end = ends[row]
        return payload.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[(end - Int(lengths[row]) + 1)..<end])) }
    }

    mutating func reset() {
        payload = []
        count = 0
    }

    /// Takes the message `TextColumn`: one text a row, or a text an item of `list`, whose faults then are the row's.
    mutating func decode(
        _ range: Range<Int>, column: ColumnName, rule: Rule, list: ListIndex? = nil, in context: inout ReadContext
    ) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var dataRange: Range<Int>?
        var lengthsRange: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): dataRange = try cursor.bytes()
            case .bytes(2): try cursor.once(&lengthsRange)
            default: try cursor.skip(tag, known: 2)
            }
        }
        let data = dataRange ?? range.lowerBound..<range.lowerBound
        let packed = lengthsRange ?? range.lowerBound..<range.lowerBound
        let rows = list?.itemCount ?? context.rows
        if !packed.isEmpty {
            let found = try PackedVarints.decode(packed, into: &lengths, count: rows, at: context.base)
            guard found == rows else {
                throw .fault(.columnLength(column, has: found, wants: rows, per: list == nil ? "event" : "item"))
            }
            count = rows
        }
        let range = try locate(data, column: column)
        payload = context.payload
        check(data, lengths: range, column: column, rule: rule, list: list, in: &context)
    }

    /// Finds where each text ends. The sum of the lengths must be that of the data.
    private mutating func locate(_ data: Range<Int>, column: ColumnName) throws(ReadFailure) -> ClosedRange<UInt32> {
        ends.resize(to: count, with: 0)
        var end = data.lowerBound
        var (low, high) = (UInt32.max, UInt32.min)
        for row in 0..<count {
            let length = lengths[row]
            end &+= Int(length) &- (length == 0 ? 0 : 1)
            ends[row] = end
            low = min(low, length)
            high = max(high, length)
        }
        guard end == data.upperBound else {
            throw .fault(
                BatchFault(
                    code: "text_length",
                    message: "\(column) has \(data.count) bytes of text where its lengths add up to "
                        + "\(end - data.lowerBound): a length is 0 for a missing text, else the bytes plus 1"))
        }
        return count == 0 ? 0...0 : low...high
    }

    /// Refuses the rows whose text breaks the rule. Plain ASCII within the lengths, the common case, is seen at once.
    private func check(
        _ data: Range<Int>, lengths found: ClosedRange<UInt32>, column: ColumnName, rule: Rule, list: ListIndex?,
        in context: inout ReadContext
    ) {
        let isShort = Int(found.upperBound) - 1 <= rule.bytesMax
        let isComplete = !rule.isRequired || found.lowerBound > 1
        let isPlain = isPlainASCII(context.base, data)
        if isShort && isComplete && isPlain { return }
        for item in 0..<count {
            let length = Int(lengths[item]) - 1
            let row = list?.row(of: item) ?? item
            if length < 1 {
                if rule.isRequired {
                    context.refusals.refuse(row, "request_id_missing", "\(column) is missing: every event needs one")
                }
                continue
            }
            if length > rule.bytesMax {
                context.refusals.refuse(
                    row, "text_too_long", "\(column) is \(length) bytes long; at most \(rule.bytesMax) are taken")
            } else if !isPlain, let fault = textFault(context.base, (ends[item] - length)..<ends[item], allowsNul: rule.allowsNul)
            {
                context.refusals.refuse(row, fault.code, "\(column) \(fault.complaint)")
            }
        }
    }
}
