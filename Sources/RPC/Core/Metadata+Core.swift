internal import CGRPCShim
import GRPCCore

extension Metadata {
    /// Metadata of `count` received headers. Values of `-bin` keys are binary (the core has undone the base64), others text.
    init(count: Int, header: (Int) -> cgrpc_header) {
        self.init()
        guard count > 0 else { return }
        reserveCapacity(count)
        for index in 0..<count {
            let header = header(index)
            let key = String(decoding: UnsafeRawBufferPointer(header.key), as: UTF8.self)
            let value = UnsafeRawBufferPointer(header.value)
            if key.hasSuffix("-bin") {
                addBinary(Array(value), forKey: key)
            } else {
                addString(String(decoding: value, as: UTF8.self), forKey: key)
            }
        }
    }

    /// Calls `body` with the headers as the core takes them; they are valid during the call.
    ///
    /// Keys become lower case. `grpc-timeout` is left out: the core writes it from the call's deadline.
    func withCoreHeaders(_ body: (UnsafeBufferPointer<cgrpc_header>) -> Void) {
        guard !isEmpty else { return body(UnsafeBufferPointer(start: nil, count: 0)) }
        var text = [UInt8]()
        var lengths = [(key: Int, value: Int)]()
        lengths.reserveCapacity(count)
        for (key, value) in self where key != "grpc-timeout" {
            let start = text.count
            for byte in key.utf8 { text.append(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte) }
            let keyEnd = text.count
            Self.append(value, isBinaryKey: key.hasSuffix("-bin"), to: &text)
            lengths.append((keyEnd - start, text.count - keyEnd))
        }
        text.withUnsafeBytes { bytes in
            withUnsafeTemporaryAllocation(of: cgrpc_header.self, capacity: lengths.count) { headers in
                var next = bytes.baseAddress
                for (index, length) in lengths.enumerated() {
                    let value = next.map { $0 + length.key }
                    headers.initializeElement(
                        at: index,
                        to: cgrpc_header(
                            key: cgrpc_span(data: next, length: length.key), value: cgrpc_span(data: value, length: length.value))
                    )
                    next = value.map { $0 + length.value }
                }
                body(UnsafeBufferPointer(headers))
            }
        }
    }

    /// A text under a `-bin` key is base64, as GRPCCore reads it; bytes under another key can only travel as base64.
    private static func append(_ value: Value, isBinaryKey: Bool, to text: inout [UInt8]) {
        switch (value, isBinaryKey) {
        case (.string(let string), false):
            text.append(contentsOf: string.utf8)
        case (.string(let string), true):
            text.append(contentsOf: Base64.decode(string.utf8) ?? Array(string.utf8))
        case (.binary(let bytes), true):
            text.append(contentsOf: bytes)
        case (.binary(let bytes), false):
            text.append(contentsOf: Base64.encode(bytes))
        }
    }
}

extension UnsafeRawBufferPointer {
    init(_ span: cgrpc_span) {
        self.init(start: span.length == 0 ? nil : span.data, count: span.length)
    }
}

extension cgrpc_span {
    /// The bytes of static text, which never move.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.init(data: text.baseAddress, length: text.count)
    }
}
