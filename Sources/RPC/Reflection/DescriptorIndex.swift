import SwiftProtobuf

/// The files of a descriptor set by name, by the symbols that they define, and by the extensions.
struct DescriptorIndex: Sendable {
    /// A file, serialized, and the names of those that it imports.
    struct File: Sendable {
        let bytes: [UInt8]
        let imports: [String]
    }

    private struct Extension: Hashable {
        let type: String
        let number: Int32
    }

    private var files: [String: File] = [:]
    private var fileOfSymbol: [String: String] = [:]
    private var fileOfExtension: [Extension: String] = [:]
    private var numbersOfType: [String: [Int32]] = [:]
    private var messageTypes: Set<String> = []

    /// Reads a serialized `google.protobuf.FileDescriptorSet`.
    init(serializedFileDescriptorSet bytes: [UInt8]) throws(RPCSetupError) {
        do {
            let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: bytes)
            for file in set.file { try add(file) }
        } catch {
            throw RPCSetupError(
                code: .descriptors,
                message: "the descriptors are no FileDescriptorSet: make them with protoc --include_imports --descriptor_set_out")
        }
    }

    /// The file and those that it imports, directly or not, itself first; nil when there is no such file.
    func files(named name: String) -> [(name: String, bytes: [UInt8])]? {
        guard files[name] != nil else { return nil }
        var found: [(name: String, bytes: [UInt8])] = []
        var seen: Set = [name]
        var next = [name]
        while let name = next.popLast() {
            guard let file = files[name] else { continue }
            found.append((name, file.bytes))
            next += file.imports.reversed().filter { seen.insert($0).inserted }
        }
        return found
    }

    /// The file that defines a message, field, enum, value, service, method or extension, by its full name.
    func file(containingSymbol symbol: String) -> String? {
        fileOfSymbol[symbol.hasPrefix(".") ? String(symbol.dropFirst()) : symbol]
    }

    /// The file that extends message `type` with field `number`.
    func file(containingExtension number: Int32, of type: String) -> String? {
        fileOfExtension[Extension(type: type, number: number)]
    }

    /// The numbers of the known extensions of message `type`; nil when there is no such message.
    func extensionNumbers(of type: String) -> [Int32]? {
        numbersOfType[type] ?? (messageTypes.contains(type) ? [] : nil)
    }

    // MARK: Filling

    private mutating func add(_ file: Google_Protobuf_FileDescriptorProto) throws {
        files[file.name] = File(bytes: try file.serializedBytes(), imports: file.dependency)
        for message in file.messageType { add(message, in: file.package, file.name) }
        for type in file.enumType { add(type, in: file.package, file.name) }
        for field in file.extension { add(field, in: file.package, file.name) }
        for service in file.service {
            let name = join(file.package, service.name)
            fileOfSymbol[name] = file.name
            for method in service.method { fileOfSymbol[join(name, method.name)] = file.name }
        }
    }

    private mutating func add(_ message: Google_Protobuf_DescriptorProto, in scope: String, _ file: String) {
        let name = join(scope, message.name)
        fileOfSymbol[name] = file
        messageTypes.insert(name)
        for field in message.field { fileOfSymbol[join(name, field.name)] = file }
        for group in message.oneofDecl { fileOfSymbol[join(name, group.name)] = file }
        for nested in message.nestedType { add(nested, in: name, file) }
        for type in message.enumType { add(type, in: name, file) }
        for field in message.extension { add(field, in: name, file) }
    }

    /// An enum's values stand beside the enum, not in it, as in C++.
    private mutating func add(_ type: Google_Protobuf_EnumDescriptorProto, in scope: String, _ file: String) {
        fileOfSymbol[join(scope, type.name)] = file
        for value in type.value { fileOfSymbol[join(scope, value.name)] = file }
    }

    private mutating func add(_ field: Google_Protobuf_FieldDescriptorProto, in scope: String, _ file: String) {
        fileOfSymbol[join(scope, field.name)] = file
        let type = field.extendee.hasPrefix(".") ? String(field.extendee.dropFirst()) : field.extendee
        fileOfExtension[Extension(type: type, number: field.number)] = file
        numbersOfType[type, default: []].append(field.number)
    }

    private func join(_ scope: String, _ name: String) -> String {
        scope.isEmpty ? name : "\(scope).\(name)"
    }
}
