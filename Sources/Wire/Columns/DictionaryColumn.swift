internal import Contracts

/// Texts that repeat: each text once, and a code a row.
package struct DictionaryColumn: Sendable {
    private var payload: [UInt8] = []
    private var entries: [Range<Int>] = []
    private var storage: [UInt32] = []
    /// Rows; 0 when the column is absent.
    package private(set) var count = 0

    package init() {}

    /// True when the batch does not have the column.
    package var isAbsent: Bool { count == 0 }

    /// A code a row: 0 is missing, k the entry k-1. Never beyond the entries: where a refused row's code was, it is 0.
    package var codes: ArraySlice<UInt32> { storage[0..<count] }

    /// How many texts the dictionary has.
    package var entryCount: Int { entries.count }

    /// A text of the dictionary. Only a refused row can lead to one that is not UTF-8, which is repaired.
    package func entry(_ index: Int) -> String {
        withBytes(ofEntry: index) { String(decoding: $0, as: UTF8.self) }
    }

    /// Calls `body` with the bytes of an entry, valid during the call.
    package func withBytes<Result>(ofEntry index: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        payload.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[entries[index]])) }
    }

    /// The text of a row, or nil when it is missing.
    package subscript(row: Int) -> String? {
        precondition(row >= 0 && row < count, "row out of range")
        return storage[row] == 0 ? nil : entry(Int(storage[row]) - 1)
    }

    mutating func reset() {
        payload = []
        entries.removeAll(keepingCapacity: true)
        count = 0
    }

    /// Takes the message `DictionaryColumn`, whose entries may have `bytesMax` bytes.
    mutating func decode(
        _ range: Range<Int>, column: ColumnName, bytesMax: Int, in context: inout ReadContext
    ) throws(ReadFailure) {
        var cursor = ProtobufCursor(context.base, range)
        var packed: Range<Int>?
        while let tag = try cursor.nextTag() {
            switch tag {
            case .bytes(1): entries.append(try cursor.bytes())
            case .bytes(2): try cursor.once(&packed)
            default: try cursor.skip(tag, known: 2)
            }
        }
        payload = context.payload
        guard let packed, !packed.isEmpty else { return }
        let found = try PackedVarints.decode(packed, into: &storage, count: context.rows, at: context.base)
        guard found == context.rows else { throw .fault(.columnLength(column, has: found, wants: context.rows)) }
        count = context.rows
        check(column: column, bytesMax: bytesMax, in: &context)
    }

    /// Refuses the rows whose code leads nowhere, or to an entry that breaks the rules.
    private mutating func check(column: ColumnName, bytesMax: Int, in context: inout ReadContext) {
        let faults = entryFaults(column: column, bytesMax: bytesMax, in: context)
        var highest: UInt32 = 0
        for row in 0..<count { highest = max(highest, storage[row]) }
        if faults.isEmpty && Int(highest) <= entries.count { return }
        for row in 0..<count where storage[row] != 0 {
            let code = Int(storage[row])
            if code > entries.count {
                context.refusals.refuse(
                    row, "code_out_of_range", "\(column) has code \(code) in a dictionary of \(entries.count) entries")
                storage[row] = 0
            } else if let fault = faults[code] {
                context.refusals.refuse(row, fault.code, fault.message)
            }
        }
    }

    /// The entries that no row may use, by code.
    private func entryFaults(
        column: ColumnName, bytesMax: Int, in context: ReadContext
    ) -> [Int: (code: String, message: String)] {
        var faults: [Int: (code: String, message: String)] = [:]
        for (index, range) in entries.enumerated() {
            if range.count > bytesMax {
                faults[index + 1] = (
                    "text_too_long", "\(column) is \(range.count) bytes long; at most \(bytesMax) are taken"
                )
            } else if !isPlainASCII(context.base, range), let fault = textFault(context.base, range, allowsNul: false) {
                faults[index + 1] = (fault.code, "\(column) \(fault.complaint)")
            }
        }
        return faults
    }
}
