import GRPCCore

/// The bytes of one message, shared by reference and copied when changed while shared.
///
/// What the transports hand out for a received message, and what they send: messages above `lendBytesMin` go to the core
/// without a copy. Make it from an array (`RPCBytes(array)`), read it with `withUnsafeBytes`.
///
/// Sendable: the storage is written only while a single `RPCBytes` refers to it.
package struct RPCBytes: GRPCContiguousBytes, @unchecked Sendable {
    private var storage: Storage

    /// Zero bytes.
    package init() {
        storage = Storage.make(count: 0)
    }

    package init(repeating byte: UInt8, count: Int) {
        storage = Storage.make(count: count)
        storage.pointer.initialize(repeating: byte, count: count)
    }

    package init<Bytes: Sequence>(_ sequence: Bytes) where Bytes.Element == UInt8 {
        let copied: Storage? = sequence.withContiguousStorageIfAvailable { bytes in
            let storage = Storage.make(count: bytes.count)
            if let base = bytes.baseAddress { storage.pointer.initialize(from: base, count: bytes.count) }
            return storage
        }
        if let copied {
            storage = copied
        } else {
            let bytes = Array(sequence)
            storage = Storage.make(count: bytes.count)
            storage.pointer.initialize(from: bytes, count: bytes.count)
        }
    }

    /// Bytes that `fill` writes; it must write all `count` of them.
    package init(count: Int, fill: (UnsafeMutableRawPointer) -> Void) {
        storage = Storage.make(count: count)
        fill(UnsafeMutableRawPointer(storage.pointer))
    }

    package var count: Int { storage.header }

    package func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeRawBufferPointer(start: storage.pointer, count: storage.header))
    }

    package mutating func withUnsafeMutableBytes<R>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> R
    ) rethrows -> R {
        if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
        defer { withExtendedLifetime(storage) {} }
        return try body(UnsafeMutableRawBufferPointer(start: storage.pointer, count: storage.header))
    }

    /// Lends the bytes: `body` gets an address that stays valid until `release` is called with `owner`.
    func lend(_ body: (_ bytes: UnsafeRawBufferPointer, _ owner: UnsafeMutableRawPointer) -> Void) {
        let owner = Unmanaged<AnyObject>.passRetained(storage)
        body(UnsafeRawBufferPointer(start: storage.pointer, count: storage.header), owner.toOpaque())
    }

    /// Ends a loan.
    static func release(_ owner: UnsafeMutableRawPointer?) {
        if let owner { Unmanaged<AnyObject>.fromOpaque(owner).release() }
    }

    /// Header: the count; elements: the bytes.
    private final class Storage: ManagedBuffer<Int, UInt8> {
        /// The elements' address: inside the object, so it is the same as long as the object lives.
        var pointer: UnsafeMutablePointer<UInt8> { withUnsafeMutablePointerToElements { $0 } }

        static func make(count: Int) -> Storage {
            unsafeDowncast(Storage.create(minimumCapacity: max(count, 1)) { _ in count }, to: Storage.self)
        }

        func copy() -> Storage {
            let copy = Storage.make(count: header)
            copy.pointer.initialize(from: pointer, count: header)
            return copy
        }
    }
}

extension RPCBytes: Hashable {
    package static func == (left: RPCBytes, right: RPCBytes) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { right in left.elementsEqual(right) } }
    }

    package func hash(into hasher: inout Hasher) {
        withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

extension RPCBytes: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: UInt8...) {
        self.init(elements)
    }
}

extension Array<UInt8> {
    /// A copy of the message's bytes.
    package init(_ bytes: RPCBytes) {
        self = bytes.withUnsafeBytes { Array($0) }
    }
}
