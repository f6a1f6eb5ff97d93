import FoundationEssentials
import GRPCCore
import GRPCProtobuf
import SwiftProtobuf

/// `grpc.reflection.v1.ServerReflection`, and the same under its older name v1alpha, which has the same messages.
///
/// Lets grpcurl and other generic clients discover and call the services without their .proto files.
struct ReflectionService: RegistrableRPCService {
    private let index: DescriptorIndex
    private let services: [String]

    private static let names = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"]

    /// - Parameter services: full names of what the server offers besides health and reflection.
    init(index: DescriptorIndex, services: some Sequence<String>) {
        self.index = index
        self.services = (services + ["grpc.health.v1.Health"] + Self.names).sorted()
    }

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for name in Self.names {
            router.registerHandler(
                forMethod: MethodDescriptor(
                    fullyQualifiedService: name, method: "ServerReflectionInfo", type: .bidirectionalStreaming),
                deserializer: ProtobufDeserializer<Grpc_Reflection_V1_ServerReflectionRequest>(),
                serializer: ProtobufSerializer<Grpc_Reflection_V1_ServerReflectionResponse>()
            ) { request, _ in
                StreamingServerResponse { writer in
                    for try await question in request.messages { try await writer.write(answer(question)) }
                    return [:]
                }
            }
        }
    }

    private func answer(
        _ question: Grpc_Reflection_V1_ServerReflectionRequest
    ) -> Grpc_Reflection_V1_ServerReflectionResponse {
        .with { response in
            response.validHost = question.host
            response.originalRequest = question
            response.messageResponse = content(for: question.messageRequest)
        }
    }

    private func content(
        for question: Grpc_Reflection_V1_ServerReflectionRequest.OneOf_MessageRequest?
    ) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
        switch question {
        case .listServices:
            return .listServicesResponse(.with { $0.service = services.map { name in .with { $0.name = name } } })
        case .fileByFilename(let name):
            return files(named: name, for: "file \(name)")
        case .fileContainingSymbol(let symbol):
            return files(named: index.file(containingSymbol: symbol), for: "symbol \(symbol)")
        case .fileContainingExtension(let question):
            let file = index.file(containingExtension: question.extensionNumber, of: question.containingType)
            return files(named: file, for: "extension \(question.extensionNumber) of \(question.containingType)")
        case .allExtensionNumbersOfType(let type):
            guard let numbers = index.extensionNumbers(of: type) else { return notFound("message \(type)") }
            return .allExtensionNumbersResponse(
                .with {
                    $0.baseTypeName = type
                    $0.extensionNumber = numbers
                })
        case nil:
            return failure(.invalidArgument, "the request asks for nothing: set one field of message_request")
        }
    }

    private func files(
        named name: String?, for what: String
    ) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
        guard let files = name.flatMap(index.files(named:)) else { return notFound(what) }
        return .fileDescriptorResponse(.with { $0.fileDescriptorProto = files.map { Data($0.bytes) } })
    }

    private func notFound(_ what: String) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
        failure(.notFound, "this server does not know the \(what)")
    }

    private func failure(
        _ code: Status.Code, _ message: String
    ) -> Grpc_Reflection_V1_ServerReflectionResponse.OneOf_MessageResponse {
        .errorResponse(
            .with {
                $0.errorCode = Int32(code.rawValue)
                $0.errorMessage = message
            })
    }
}
