internal import HTTPTypes
internal import Hummingbird

extension Answers {
    /// The API's description, as `openapi.json` beside the sources has it.
    static var openAPI: Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "application/json", .cacheControl: "no-cache", .xContentTypeOptions: "nosniff",
                .accessControlAllowOrigin: "*",
            ],
            body: ResponseBody(byteBuffer: openAPIBytes))
    }

    private static let openAPIBytes = ByteBuffer(bytes: PackageResources.openapi_json)
}
