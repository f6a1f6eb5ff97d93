package import Contracts

/// A piece of metadata: a text a row.
package struct MetadataColumn: Sendable {
    /// What the texts are about; a batch has a key once.
    package internal(set) var key: MetadataKey
    /// A text a row.
    package internal(set) var values = DictionaryColumn()

    init(key: MetadataKey) { self.key = key }
}
