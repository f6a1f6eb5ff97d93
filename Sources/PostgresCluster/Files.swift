#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The few things that the cluster does with files.
enum Files {
    /// Names in a folder; none when it cannot be read.
    static func entries(_ folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// The text of a small file, or nil.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return read(descriptor)
    }

    /// Everything up to the end of a file.
    static func read(_ descriptor: Int32) -> String? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = systemRead(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    /// Replaces a file that only its owner may read.
    static func write(_ text: String, to path: String, owner: ServerUser) throws(PrivateClusterError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard systemWrite(descriptor, bytes, bytes.count) == bytes.count, fchown(descriptor, owner.uid, owner.gid) == 0,
            fchmod(descriptor, 0o600) == 0
        else { throw failure("write", path) }
    }

    /// Makes a folder that only its owner may enter, or checks that it is one.
    static func makePrivateFolder(_ path: String, owner: ServerUser) throws(PrivateClusterError) {
        if mkdir(path, 0o700) == 0 {
            guard chown(path, owner.uid, owner.gid) == 0 else { throw failure("give \(owner.name) the folder", path) }
        } else if errno != EEXIST {
            throw failure("make the folder", path)
        }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure("look at", path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw PrivateClusterError(code: .directory, message: "\(path) is not a folder; move it away")
        }
        guard status.st_uid == owner.uid else {
            throw PrivateClusterError(
                code: .directory, message: "\(path) belongs to another user than \(owner.name); give another directory")
        }
        guard chmod(path, 0o700) == 0 else { throw failure("make private", path) }
    }

    /// Makes the folders above a path, as `mkdir -p` does.
    static func makeParents(of path: String) throws(PrivateClusterError) {
        for parent in parents(of: path) where mkdir(parent, 0o755) != 0 && errno != EEXIST {
            throw failure("make the folder", parent)
        }
    }

    /// `/a/b/c` → `/a`, `/a/b`.
    static func parents(of path: String) -> [String] {
        var parents: [String] = []
        var current = ""
        for part in path.split(separator: "/").dropLast() {
            current += "/\(part)"
            parents.append(current)
        }
        return parents
    }

    /// Removes a folder and what is in it, following no links.
    static func removeTree(_ path: String) {
        for name in entries(path) {
            let child = "\(path)/\(name)"
            var status = stat()
            guard lstat(child, &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR { removeTree(child) } else { unlink(child) }
        }
        rmdir(path)
    }

    static func failure(_ what: String, _ path: String) -> PrivateClusterError {
        PrivateClusterError(code: .directory, message: "cannot \(what) \(path): \(String(cString: strerror(errno)))")
    }
}

private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

private func systemWrite(_ descriptor: Int32, _ buffer: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, buffer, count)
}
