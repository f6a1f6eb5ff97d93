internal import Columnar
internal import Contracts
internal import FileProfiles
internal import Foundation
internal import GRPCCore
package import Platform
internal import Protos
internal import RPC
internal import ServiceLifecycle
internal import Statistics

/// The demo as a component of the platform's process: plays the example once, prints a summary, and then waits or ends.
package struct DemoPlay: Service {
    /// How to play.
    package struct Options: Sendable {
        /// The folder with `reference.parquet` and `production.parquet`.
        package var data: String
        /// End after the summary.
        package var once: Bool

        package init(data: String, once: Bool) {
            self.data = data
            self.once = once
        }

        /// Opens the files, so that a folder without them is found before anything is started.
        /// - Throws: `ColumnarError`.
        package func check() throws {
            for name in ["reference", "production"] { _ = try DataFiles("\(data)/\(name).parquet") }
        }
    }

    private static let deployment = "employment-ma"
    private let platform: Platform
    private let options: Options
    private let console: Console
    private let finished: @Sendable (Bool) -> Void

    /// - Parameter finished: told whether every count agreed, once the summary is printed.
    package init(
        platform: Platform, options: Options, console: Console, finished: @escaping @Sendable (Bool) -> Void
    ) {
        self.platform = platform
        self.options = options
        self.console = console
        self.finished = finished
    }

    /// - Throws: `DemoError`, `ColumnarError`, `RPCError`.
    package func run() async throws {
        let key = try await createProject()
        let reference = try profiler("reference.parquet").reference()
        let services = try DemoServices(platform: platform, key: key)
        let table = try EmploymentTable(path: "\(options.data)/production.parquet")
        let end = Timestamp(nanos: Self.now)
        let times = Timetable(years: table.years, end: end.nanos).times

        // A deployment exists from its first event on; a reference belongs to one that exists.
        let sender = EventSender(
            endpoint: platform.eventsAddress, key: key, deployment: Self.deployment, modelVersion: "2015.1")
        console.line("sending \(grouped(table.count)) events of 2016 to 2018 through the C SDK")
        let first = try await onThread { try sender.send(table, rows: 0..<1, times: times) }
        try await services.setReference(reference, of: Self.deployment, description: "Massachusetts 2015")
        console.line("reference: \(grouped(reference.events)) events of 2015, \(reference.features.count) columns")

        let outcome = try await onThread {
            try sender.send(table, rows: 1..<table.count, times: times) { console.progress("sending", done: $0, of: table.count) }
        }
        let window = (start: end.nanos - 24 * Timestamp.nanosPerHour, end: end.nanos + Timestamp.nanosPerMinute)
        let stored = try await services.waitUntilStored(table.count, deployment: Self.deployment, window: window)
        let visible = ContinuousClock.now - outcome.lastLogged
        let drift = try await services.drift(of: Self.deployment, window: window)
        let worst = try await services.worstHours(
            of: drift.features.map(\.feature), deployment: Self.deployment, window: window)
        let profile = try profiler("production.parquet").profile(against: reference).profile
        let summary = DemoSummary(
            sent: table.count, first: first, outcome: outcome, stored: stored, timeToVisible: visible, drift: drift,
            worstHours: worst,
            offline: DriftAnalysis(reference: reference).compare(profile))
        console.write(summary.text)
        let address = try await platform.dashboardAddress
        console.line("dashboard: \(address)#key=\(key)")
        finished(summary.agrees)
        if options.once { return }
        console.line("Ctrl-C ends the demo and removes its data.")
        try? await gracefulShutdown()
    }

    private func profiler(_ file: String) throws -> FileProfiler {
        let files = try DataFiles("\(options.data)/\(file)")
        var roles = ColumnRoles()
        roles.prediction = "prediction"
        roles.score = "predicted_probability"
        // The label is in one of the two files only.
        roles.ignored = Set(["id", "year", "employed"]).intersection(files.columns.map(\.name))
        return try FileProfiler(files, roles: roles)
    }

    private static var now: Int64 {
        Int64(Date().timeIntervalSince1970 * 1e9)
    }

    private func createProject() async throws -> String {
        let client = try RPCClient.make("unix:\(platform.directory.authSocket)")
        let auth = Driftwatch_V1_Auth.Client(wrapping: client)
        let metadata: Metadata = ["authorization": "Bearer \(platform.administratorToken)"]
        var organisation = Driftwatch_V1_CreateOrganisationRequest()
        organisation.name = "census"
        var project = Driftwatch_V1_CreateProjectRequest()
        project.organisationID = try await auth.createOrganisation(organisation, metadata: metadata).id
        project.name = "employment"
        var key = Driftwatch_V1_CreateKeyRequest()
        key.projectID = try await auth.createProject(project, metadata: metadata).id
        key.name = "demo"
        key.role = "editor"
        return try await auth.createKey(key, metadata: metadata).secret
    }

    /// Runs what blocks on a thread of its own.
    private func onThread<Output: Sendable>(_ body: @escaping @Sendable () throws -> Output) async throws -> Output {
        try await withCheckedThrowingContinuation { continuation in
            Thread { continuation.resume(with: Result { try body() }) }.start()
        }
    }
}
