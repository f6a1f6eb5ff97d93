internal import CArrowShim

/// Calls a shim function that gives a pointer or sets an error.
func attempt<Value>(
    _ name: String, _ body: (UnsafeMutablePointer<dwa_error>) -> Value?
) throws(ColumnarError) -> Value {
    var error = dwa_error()
    if let value = body(&error) { return value }
    throw ColumnarError(taking: error, about: name)
}

extension ColumnarError {
    /// The failure of a shim's call, whose text it frees.
    /// - Parameter name: put in front of the text unless the text begins with it; nil when the text names the file.
    init(taking error: dwa_error, about name: String?) {
        defer { dwa_free_text(error.text) }
        let text = error.text.map { String(cString: $0) } ?? "unknown failure in Arrow"
        let code: Code =
            switch error.code {
            case DWA_NOT_FOUND: .notFound
            case DWA_MISSING_COLUMN: .missingColumn
            case DWA_WRONG_TYPE: .wrongType
            case DWA_UNWRITABLE: .unwritable
            default: .unreadable
            }
        guard let name, !text.hasPrefix(name) else {
            self.init(code, text)
            return
        }
        self.init(code, "\(name): \(text)")
    }
}

/// Gives C strings that live for the call; the pointer is valid also when there are none.
func withCStrings<Result>(_ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8.map { CChar(bitPattern: $0) })
        bytes.append(0)
    }
    return bytes.withUnsafeBufferPointer { buffer in
        let pointers = starts.map { start in buffer.baseAddress.map { $0 + start } } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
