/// Why a server or a client could not be set up. Failures of calls are `GRPCCore.RPCError`s.
package struct RPCSetupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of fault it is.
    package struct Code: Hashable, Sendable {
        private let name: String

        /// An address that cannot be understood.
        package static let address = Code(name: "address")
        /// An address that cannot be listened on.
        package static let listen = Code(name: "listen")
        /// A certificate or a key that is missing or unreadable.
        package static let certificate = Code(name: "certificate")
        /// A descriptor set, for reflection, that is not one.
        package static let descriptors = Code(name: "descriptors")
        /// A server or a client that is used again after its end.
        package static let lifecycle = Code(name: "lifecycle")
    }

    package let code: Code

    /// What was attempted, on what, and what to do.
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
