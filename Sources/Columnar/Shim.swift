internal import CArrowShim

/// A failure's text as the shim gave it.
struct ShimFailure: Error {
    let text: String
}

/// Calls a shim function that gives a pointer or sets an error.
func attempt(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> OpaquePointer?) -> Result<OpaquePointer, ShimFailure>
{
    var error: UnsafeMutablePointer<CChar>?
    if let pointer = body(&error) { return .success(pointer) }
    return .failure(ShimFailure(text: take(error)))
}

/// The text of a shim's error, which it frees.
func take(_ error: UnsafeMutablePointer<CChar>?) -> String {
    guard let error else { return "unknown failure in Arrow" }
    defer { dwa_free_text(error) }
    return String(cString: error)
}

/// `path: text` on one line, without naming the path twice and without Arrow's trailers.
func oneLine(_ path: String, _ text: String) -> String {
    let first = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? text
    return first.hasPrefix(path) ? first : "\(path): \(first)"
}

/// Gives C strings that live for the call; there is at least one.
func withCStrings<Result>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8.map { CChar(bitPattern: $0) })
        bytes.append(0)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } }
        return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
