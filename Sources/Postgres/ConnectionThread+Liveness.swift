#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

extension ConnectionThread {
    /// False when the server has closed the connection, or has said something that it says before it does. Costs one
    /// system call that does not wait.
    var isAlive: Bool {
        guard state == .idle else { return false }
        var byte: UInt8 = 0
        let count = recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
        if count < 0 { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR }
        // What an idle server sends unasked: a notice, a changed setting, a notification. An error is its farewell.
        return count == 1 && !isEncrypted && [UInt8(ascii: "N"), UInt8(ascii: "S"), UInt8(ascii: "A")].contains(byte)
    }
}
