/// Where a listener listens or a client connects: a host and port, or a Unix socket.
package enum ListenAddress: SettingValue {
    /// A host name or address and a port; port 0 lets the system choose when listening.
    case host(String, port: Int)
    /// The path of a Unix socket, at most 107 bytes.
    case unix(path: String)

    package static var allowedText: String {
        "host:port such as 127.0.0.1:7460 or [::1]:7460, or unix:/path of at most 107 bytes"
    }

    package init?(settingText: String) {
        if settingText.hasPrefix("unix:") {
            let path = String(settingText.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= 107 else { return nil }
            self = .unix(path: path)
            return
        }
        guard let colon = settingText.lastIndex(of: ":"),
            let port = UInt16(settingText[settingText.index(after: colon)...])
        else { return nil }
        var host = settingText[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
        self = .host(String(host), port: Int(port))
    }

    package var settingText: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
