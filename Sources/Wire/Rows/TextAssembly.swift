internal import Protos

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Makes a `TextColumn` of a text a row.
struct TextAssembly {
    private(set) var column = Driftwatch_V1_TextColumn()
    private var hasText = false

    mutating func append(_ text: String?) {
        column.lengths.append(text.map { UInt32($0.utf8.count + 1) } ?? 0)
        guard let text else { return }
        column.data.append(contentsOf: text.utf8)
        hasText = true
    }

    /// The column of some rows' texts, or nil when all are missing.
    static func column(_ texts: [String?]) -> Driftwatch_V1_TextColumn? {
        var assembly = TextAssembly()
        for text in texts { assembly.append(text) }
        return assembly.hasText ? assembly.column : nil
    }
}

extension String {
    /// The text, or nil when it is empty: how a message says that there is none.
    var nilIfEmpty: String? { isEmpty ? nil : self }
}
