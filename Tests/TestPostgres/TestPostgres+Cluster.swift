internal import Foundation
package import PostgresCluster
internal import Schema

extension TestPostgres {
    /// A cluster of the test's own, durable as in production, not started yet. It goes with the process.
    package static func makeCluster(
        directory: String = newDirectory(), settings: [String: String] = [:]
    ) throws -> PrivateCluster {
        try TestWatchdog.start(directory: directory)
        var configuration = PrivateClusterConfiguration(directory: directory, roles: Schema.Role.allCases.map(\.rawValue))
        configuration.settings = settings
        configuration.smartStopTimeout = .milliseconds(300)
        return PrivateCluster(configuration: configuration, logger: logger)
    }

    /// A path under /tmp where nothing is yet.
    package static func newDirectory() -> String {
        "/tmp/driftwatch-test-\(ProcessInfo.processInfo.processIdentifier)-\(UInt32.random(in: 0...UInt32.max))"
    }
}
