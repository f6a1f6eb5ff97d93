internal import Foundation
internal import Platform
internal import ServiceLifecycle

/// Says where everything is, once it is there.
struct Announcement: Service {
    let platform: Platform

    func run() async throws {
        let address = try await platform.dashboardAddress
        let lines = """
            dashboard: \(address)
            events:    \(platform.eventsAddress) (gRPC: the C SDK)
            data:      \(platform.directory.path)
            next:      driftwatch admin create-project --data-directory \(platform.directory.path) --organisation ORG --project NAME

            """
        FileHandle.standardOutput.write(Data(lines.utf8))
        try? await gracefulShutdown()
    }
}
