/// Where a server listens or a client connects to.
///
/// | text | meaning |
/// |---|---|
/// | `host:port`, `[::1]:port` | TCP; the host is a name or an address; to listen on port 0 takes any free port |
/// | `dns:///host:port` | the same, as grpc spells it (clients) |
/// | `ipv4:1.2.3.4:port`, `ipv6:[::1]:port` | TCP, one address |
/// | `unix:/path` or `unix:///path` | a Unix socket; its path is at most 107 bytes |
package struct RPCAddress: Hashable, Sendable, CustomStringConvertible {
    /// The text, as the core understands it.
    package let description: String

    /// The socket's path, of a Unix socket.
    package let socketPath: String?

    /// Reads an address; throws `RPCSetupError` with code `address` when it is none.
    package init(_ text: String) throws(RPCSetupError) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw RPCSetupError(
                code: .address, message: "the address \"\(text)\" is empty or has blanks: write host:port or unix:/path")
        }
        description = text
        if text.hasPrefix("unix:") {
            socketPath = try Self.socketPath(in: text)
        } else {
            socketPath = nil
            try Self.checkPort(of: text)
        }
    }

    private static func socketPath(in text: String) throws(RPCSetupError) -> String {
        let path = text.hasPrefix("unix://") ? String(text.dropFirst("unix://".count)) : String(text.dropFirst("unix:".count))
        guard path.hasPrefix("/") else {
            throw RPCSetupError(code: .address, message: "the socket path in \"\(text)\" is not absolute: write unix:/path")
        }
        guard path.utf8.count <= 107 else {
            throw RPCSetupError(
                code: .address, message: "the socket path \"\(path)\" has \(path.utf8.count) bytes: use one of at most 107")
        }
        return path
    }

    private static func checkPort(of text: String) throws(RPCSetupError) {
        let digits = text.lastIndex(of: ":").map { text[text.index(after: $0)...] }
        guard let digits, !digits.isEmpty, UInt16(digits) != nil else {
            throw RPCSetupError(
                code: .address, message: "the address \"\(text)\" has no port from 0 to 65535: write host:port or unix:/path")
        }
    }

    /// The same address with another port; a Unix socket stays as it is.
    package func withPort(_ port: Int) -> RPCAddress {
        guard socketPath == nil, let colon = description.lastIndex(of: ":") else { return self }
        return RPCAddress(checked: description[...colon] + String(port))
    }

    private init(checked text: String) {
        description = text
        socketPath = nil
    }
}
