/// What an API key may do.
package enum Role: String, Sendable, CaseIterable {
    /// Sends events; reads nothing.
    case writer
    /// Reads; sends nothing.
    case reader
    /// Sends, reads, and sets references.
    case editor

    /// A right that an RPC asks for.
    package enum Right: String, Sendable {
        /// To send events.
        case write
        /// To read what was made of them.
        case read
        /// To change what a deployment is compared with.
        case administer
    }

    /// Whether the role has the right.
    package func allows(_ right: Right) -> Bool {
        switch (self, right) {
        case (.editor, _), (.writer, .write), (.reader, .read): true
        default: false
        }
    }
}
