internal import Protos

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Makes a `DictionaryColumn` of a text a row.
struct DictionaryAssembly {
    private(set) var column = Driftwatch_V1_DictionaryColumn()
    private var codes: [Data: UInt32] = [:]

    /// True when no row has had a text.
    var isEmpty: Bool { column.dictionary.isEmpty }

    mutating func append(_ text: String?) {
        guard let text else {
            column.codes.append(0)
            return
        }
        let entry = Data(text.utf8)
        let next = UInt32(column.dictionary.count + 1)
        let code = codes[entry] ?? next
        if code == next {
            codes[entry] = next
            column.dictionary.append(entry)
        }
        column.codes.append(code)
    }

    /// The column of some rows' texts, or nil when all are missing.
    static func column(_ texts: [String?]) -> Driftwatch_V1_DictionaryColumn? {
        var assembly = DictionaryAssembly()
        for text in texts { assembly.append(text) }
        return assembly.isEmpty ? nil : assembly.column
    }
}
