package import GRPCCore

/// Sends bytes that are a serialized message already. No copy on the transports of this module.
package struct BytesSerializer: MessageSerializer {
    package init() {}

    package func serialize<Bytes: GRPCContiguousBytes>(_ message: RPCBytes) throws -> Bytes {
        if let same = message as? Bytes { return same }
        return message.withUnsafeBytes { Bytes($0) }
    }
}

/// Hands a received message's bytes to the handler undecoded, for methods whose handler reads them itself.
///
/// ```swift
/// router.registerHandler(
///     forMethod: MethodDescriptor(fullyQualifiedService: "driftwatch.v1.Ingest", method: "Append", type: .bidirectionalStreaming),
///     deserializer: BytesDeserializer(), serializer: BytesSerializer(), handler: append)
/// ```
package struct BytesDeserializer: MessageDeserializer {
    package init() {}

    package func deserialize<Bytes: GRPCContiguousBytes>(_ serializedMessageBytes: Bytes) throws -> RPCBytes {
        if let same = serializedMessageBytes as? RPCBytes { return same }
        return serializedMessageBytes.withUnsafeBytes { RPCBytes($0) }
    }
}
