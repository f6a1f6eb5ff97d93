import Foundation
import Glibc

/// A TCP client that sends just what it is told and reads until the other side closes.
enum RawClient {
    static func exchange(port: Int, send parts: [String], pause: Duration) async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: run(port: port, parts: parts, pause: pause)) }
        }
    }

    private static func run(port: Int, parts: [String], pause: Duration) -> String {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return "" }
        for part in parts {
            let bytes = Array(part.utf8)
            if Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) < 0 { break }
            if pause > .zero { usleep(useconds_t(pause.components.attoseconds / 1_000_000_000_000)) }
        }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer.append(contentsOf: buffer[..<count])
        }
    }
}
