internal import Foundation

/// A file that an answer is written to: whole or not at all.
struct OutputFile: Sendable {
    private let path: String

    init(_ path: String) {
        self.path = path
    }

    /// Writes beside the file and renames, so that no reader sees half of it. A pipe or device is written as it is; a symbolic
    /// link stays one.
    ///
    /// - Throws: `CommandFailure` with the path and the reason.
    func write(_ bytes: Data) throws(CommandFailure) {
        do {
            let target = URL(filePath: path).resolvingSymlinksInPath()
            var status = stat()
            if stat(target.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
                guard status.st_mode & S_IFMT != S_IFDIR else { throw CommandFailure("\(path): is a directory") }
                let handle = try FileHandle(forWritingTo: target)
                try handle.write(contentsOf: bytes)
                try handle.close()
            } else {
                try bytes.write(to: target, options: .atomic)
            }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(path): cannot be written: \(Self.reason(error))")
        }
    }

    /// What the system said, in a few words.
    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let cause = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
        if cause.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(cause.code))).lowercased() }
        return error.localizedDescription
    }
}
