internal import Glibc

/// Turns what a user typed into the absolute paths and URIs that Arrow opens.
enum FilePaths {
    /// A URI stays as it is; a glob becomes the files that it matches, in name order; a relative path becomes absolute.
    static func expand(_ path: String) throws(ColumnarError) -> [String] {
        if path.contains("://") { return [path] }
        guard path.contains(where: { "*?[".contains($0) }) else { return [absolute(path)] }
        var matches = glob_t()
        defer { globfree(&matches) }
        guard glob(absolute(path), 0, nil, &matches) == 0 else {
            throw ColumnarError(.notFound, "\(path): no file matches")
        }
        return (0..<Int(matches.gl_pathc)).compactMap { index in matches.gl_pathv[index].map { String(cString: $0) } }
    }

    /// The path from the root; a URI stays as it is.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") || path.contains("://") { return path }
        guard let directory = getcwd(nil, 0) else { return path }
        defer { free(directory) }
        return String(cString: directory) + "/" + path
    }
}
