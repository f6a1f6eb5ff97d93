#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The folders of a cluster, and the lock that keeps a second DriftWatch out.
///
/// `@unchecked Sendable`: all but the lock's descriptor is constant; that one is set by `lock` and `unlock`, which the
/// cluster calls one after the other.
final class ClusterDirectory: @unchecked Sendable {
    static let port = 5_432

    let root: String
    let data: String
    let socket: String
    let log: String
    private let user: ServerUser
    private var lockDescriptor: Int32 = -1

    init(_ path: String, user: ServerUser) throws(PrivateClusterError) {
        guard path.hasPrefix("/") else {
            throw PrivateClusterError(code: .directory, message: "the directory must be an absolute path, not \"\(path)\"")
        }
        self.user = user
        root = "/" + path.split(separator: "/").joined(separator: "/")
        data = "\(root)/data"
        log = "\(root)/postgres.log"
        let near = "\(root)/socket"
        socket = Self.fits(near) ? near : "/tmp/driftwatch-\(user.uid)-\(String(fingerprint(root), radix: 36))"
    }

    deinit { unlock() }

    /// Makes what is missing and locks. Blocks for no longer than the file system does.
    func prepare() throws(PrivateClusterError) {
        try Files.makeParents(of: root)
        if let closed = user.firstClosedFolder(above: root) {
            throw PrivateClusterError(
                code: .directory,
                message: "postgres runs as user \(user.name), who cannot enter \(closed); choose a directory outside, such as "
                    + "/var/lib/driftwatch")
        }
        try Files.makePrivateFolder(root, owner: user)
        try lock()
        try Files.makePrivateFolder(socket, owner: user)
    }

    /// Lets others have the directory. A socket's folder outside it goes.
    func unlock() {
        guard lockDescriptor >= 0 else { return }
        if !socket.hasPrefix(root) { rmdir(socket) }
        close(lockDescriptor)
        lockDescriptor = -1
    }

    /// The major version that the data was written by; nil when there is none yet.
    var dataVersion: Int? {
        Files.read("\(data)/PG_VERSION").flatMap { Int($0.prefix { $0.isNumber }) }
    }

    /// Opens the server's log for appending; one that has grown past 10 MB is kept under `postgres.log.1`.
    func openLog() throws(PrivateClusterError) -> Int32 {
        var status = stat()
        if stat(log, &status) == 0, status.st_size > 10 << 20 { rename(log, "\(log).1") }
        let descriptor = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Files.failure("open", log) }
        return descriptor
    }

    private func lock() throws(PrivateClusterError) {
        guard lockDescriptor < 0 else { return }
        let path = "\(root)/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Files.failure("open", path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Files.read(descriptor).flatMap { $0.isEmpty ? nil : " (process \($0))" } ?? ""
            close(descriptor)
            throw PrivateClusterError(
                code: .inUse, message: "another driftwatch\(holder) uses \(root); stop it, or give another directory")
        }
        ftruncate(descriptor, 0)
        let text = Array(String(getpid()).utf8)
        _ = write(descriptor, text, text.count)
        lockDescriptor = descriptor
    }

    /// A Unix socket's path has at most 107 bytes.
    private static func fits(_ folder: String) -> Bool { "\(folder)/.s.PGSQL.\(port)".utf8.count < 107 }
}

/// FNV-1a.
private func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
