internal import Contracts

/// What the columns need to know while a batch is read.
struct ReadContext {
    /// The message, for the columns to hold on to.
    let payload: [UInt8]
    /// The first byte of `payload`; valid while the batch is read.
    let base: UnsafeRawPointer
    let limits: Limits
    var rows = 0
    var refusals: RowRefusals

    /// The bytes of field 1 of a message that has no other; nil when it is absent.
    func onlyField(of range: Range<Int>) throws(ReadFailure) -> Range<Int>? {
        var cursor = ProtobufCursor(base, range)
        var values: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): try cursor.once(&values)
            default: try cursor.skip(tag, known: 1)
            }
        }
        return values
    }

    /// The text of a name, checked. `called` says whose name it is.
    func name(
        _ range: Range<Int>, limit: Int, isRequired: Bool = true, called: @autoclosure () -> String
    ) throws(ReadFailure) -> String {
        guard range.count <= limit, !(isRequired && range.isEmpty) else {
            throw .fault(.name(called(), bytes: range.count, limit: limit))
        }
        if !isPlainASCII(base, range), let fault = textFault(base, range, allowsNul: false) {
            throw .fault(fault == .invalidUTF8 ? .invalidUTF8(called()) : .nulInName(called()))
        }
        return String(decoding: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count), as: UTF8.self)
    }

    /// True when a text has exactly these bytes.
    func matches(_ range: Range<Int>, _ text: String) -> Bool {
        text.utf8.count == range.count
            && text.utf8.elementsEqual(UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count))
    }
}
