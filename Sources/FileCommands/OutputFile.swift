internal import Foundation
internal import Glibc

/// A file that an answer is written to: whole or not at all.
struct OutputFile: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Refuses to write over what is read, under whatever name.
    ///
    /// - Parameter inputs: paths; those that are no local files are left alone.
    /// - Throws: `CommandFailure`.
    func refuse(overwriting inputs: [String]) throws(CommandFailure) {
        guard let own = Self.status(path), own.st_mode & S_IFMT == S_IFREG else { return }
        for input in inputs {
            guard let other = Self.status(input), (own.st_dev, own.st_ino) == (other.st_dev, other.st_ino) else { continue }
            throw CommandFailure("\(path): is the file that is read; give the output another name")
        }
    }

    /// Writes beside the file and renames, so that no reader sees half of it. A pipe or device is written as it is; a symbolic
    /// link stays one.
    ///
    /// - Throws: `CommandFailure` with the path and the reason.
    func write(_ bytes: Data) throws(CommandFailure) {
        let target = URL(filePath: path).resolvingSymlinksInPath()
        let status = Self.status(target.path)
        switch status.map({ $0.st_mode & S_IFMT }) {
        case S_IFDIR: throw CommandFailure("\(path): is a directory")
        case nil, S_IFREG: break
        default: return try write(bytes, to: target.path, O_WRONLY, mode: 0)
        }
        let folder = target.deletingLastPathComponent().path
        guard let parent = Self.status(folder), parent.st_mode & S_IFMT == S_IFDIR else {
            throw CommandFailure("\(path): cannot be written: there is no folder \(folder)")
        }
        let temporary = "\(folder)/.\(target.lastPathComponent).\(getpid())"
        defer { unlink(temporary) }
        try write(bytes, to: temporary, O_WRONLY | O_CREAT | O_TRUNC, mode: status.map { $0.st_mode & 0o777 } ?? 0o666)
        guard rename(temporary, target.path) == 0 else { throw failure() }
    }

    private func write(_ bytes: Data, to name: String, _ flags: Int32, mode: mode_t) throws(CommandFailure) {
        let descriptor = open(name, flags | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure() }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
            if count < 0 {
                if errno == EINTR { continue }
                let failure = failure()
                close(descriptor)
                throw failure
            }
            written += count
        }
        guard close(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> CommandFailure { CommandFailure("\(path): cannot be written: \(SystemReason.last)") }

    private static func status(_ path: String) -> stat? {
        var status = stat()
        return stat(path, &status) == 0 ? status : nil
    }
}

/// A small file that is read whole.
struct InputFile: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// - Parameter limit: bytes at the most; nil: any number.
    /// - Throws: `CommandFailure` with the path and the reason.
    func read(limit: Int? = nil) throws(CommandFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = buffer.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress!, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure() }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            if let limit, bytes.count > limit {
                throw CommandFailure("\(path): is larger than such a file can be (\(limit >> 20) MB)")
            }
        }
    }

    private func failure() -> CommandFailure { CommandFailure("\(path): cannot be read: \(SystemReason.last)") }
}

/// What the system said to the last call, in a few words.
enum SystemReason {
    static var last: String {
        switch errno {
        case ENOENT: "there is no such file"
        case EISDIR: "it is a directory"
        default: String(cString: strerror(errno)).lowercased()
        }
    }
}
