internal import Foundation
package import GatewayService
package import ServiceRuntime
internal import Wiring

/// What `driftwatch up` can be told.
package struct PlatformSettings: Sendable {
    /// Where the platform keeps everything.
    package static let dataDirectory = Setting(
        "data.directory", default: defaultDataDirectory, "where the platform keeps its Postgres, token and sockets")

    /// Every setting of the one process.
    package static let all: [AnySetting] =
        [AnySetting(dataDirectory)] + ServiceSettings.server(port: 7461) + GatewaySettings.all

    /// `/var/lib/driftwatch` for root, else below the user's home.
    package static var defaultDataDirectory: String {
        if geteuid() == 0 { return "/var/lib/driftwatch" }
        return FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share/driftwatch").path
    }

    /// Where everything is kept.
    package var directory: DataDirectory
    /// How HTTP is served.
    package var gateway: GatewayConfiguration

    /// Takes the values of a process's configuration.
    package init(_ configuration: ServiceConfiguration) {
        directory = DataDirectory(configuration[Self.dataDirectory])
        gateway = GatewayConfiguration(configuration)
        if gateway.webDirectory == nil { gateway.webDirectory = InstalledFiles.web }
    }
}
