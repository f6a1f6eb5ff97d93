#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The operating system's user that the server runs as: we, or `postgres` when we are root, which the server refuses to be.
struct ServerUser: Equatable {
    var name: String
    var uid: uid_t
    var gid: gid_t

    /// The user of this process.
    static func current() throws(PrivateClusterError) -> ServerUser {
        let uid = geteuid()
        guard let user = lookUp({ getpwuid_r(uid, $0, $1, $2, $3) }) else {
            throw PrivateClusterError(
                code: .noUser,
                message:
                    "user id \(uid) has no name in /etc/passwd, which postgres wants; run as a user that has one, or give a URL")
        }
        return user
    }

    /// The user that the server can run as.
    static func forServer(startedBy current: ServerUser) throws(PrivateClusterError) -> ServerUser {
        guard current.uid == 0 else { return current }
        guard let user = lookUp({ getpwnam_r("postgres", $0, $1, $2, $3) }) else {
            throw PrivateClusterError(
                code: .noUser,
                message:
                    "root may not run postgres, and there is no user \"postgres\": install postgresql-15, or start as another user"
            )
        }
        return user
    }

    /// What the system's user database answers, asked by a function that threads may share.
    private static func lookUp(
        _ ask: (
            UnsafeMutablePointer<passwd>, UnsafeMutablePointer<CChar>, Int, UnsafeMutablePointer<UnsafeMutablePointer<passwd>?>
        ) -> Int32
    ) -> ServerUser? {
        var entry = passwd()
        var texts = [CChar](repeating: 0, count: 16 << 10)
        var found: UnsafeMutablePointer<passwd>?
        guard ask(&entry, &texts, texts.count, &found) == 0, let found else { return nil }
        return ServerUser(found.pointee)
    }

    private init(_ entry: passwd) {
        name = String(cString: entry.pw_name)
        uid = entry.pw_uid
        gid = entry.pw_gid
    }

    /// The command that runs `command` as this user.
    func command(_ command: [String], startedBy current: ServerUser) throws(PrivateClusterError) -> [String] {
        guard uid != current.uid else { return command }
        if let setpriv = ["/usr/bin/setpriv", "/bin/setpriv"].first(where: Files.isExecutable) {
            return [setpriv, "--reuid=\(uid)", "--regid=\(gid)", "--init-groups", "--"] + command
        }
        for program in ["/sbin/su-exec", "/usr/sbin/gosu", "/usr/bin/gosu", "/usr/local/bin/gosu"]
        where Files.isExecutable(program) {
            return [program, name] + command
        }
        throw PrivateClusterError(
            code: .noUser, message: "root needs setpriv (package util-linux) to run postgres as user \(name)")
    }

    /// The first folder above `path` that this user cannot enter.
    func firstClosedFolder(above path: String) -> String? {
        Files.parents(of: path).first { folder in
            var status = stat()
            guard stat(folder, &status) == 0 else { return false }
            if status.st_uid == uid { return status.st_mode & S_IXUSR == 0 }
            if status.st_gid == gid { return status.st_mode & S_IXGRP == 0 }
            return status.st_mode & S_IXOTH == 0
        }
    }
}
