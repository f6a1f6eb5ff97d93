internal import ArgumentParser
internal import Contracts
internal import GRPCCore
internal import Protos

/// What happens to the first event of a deployment that nobody has registered.
enum UnknownDeploymentsRule: String, ExpressibleByArgument, CaseIterable {
    case register
    case refuse

    var message: Driftwatch_V1_UnknownDeployments { self == .register ? .register : .refuse }

    init(_ message: Driftwatch_V1_UnknownDeployments) {
        self = message == .refuse ? .refuse : .register
    }
}

/// `driftwatch admin create-project`: an organisation where needed, a project, and a key for it.
struct CreateProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create-project", abstract: "Create a project with its first API key, which is shown this once.")

    @OptionGroup var connection: AdminConnection

    @Option(help: "The organisation, by id (org_…) or name; made when there is none of that name.")
    var organisation: String

    @Option(help: "The project's name.")
    var project: String

    @Option(help: "First event of an unknown deployment: register or refuse.")
    var unknownDeployments: UnknownDeploymentsRule = .register

    @Option(help: "The key's role: writer (sends events), reader (asks), editor (both).")
    var role: KeyRole = .editor

    func run() async throws {
        try await connection.call { auth, metadata in
            var request = Driftwatch_V1_CreateProjectRequest()
            request.organisationID = organisation
            if OrganisationID(organisation) == nil {
                let known = try await auth.listOrganisations(.init(), metadata: metadata).organisations
                if let organisation = known.first(where: { $0.name == organisation }) {
                    request.organisationID = organisation.id
                } else {
                    var new = Driftwatch_V1_CreateOrganisationRequest()
                    new.name = organisation
                    request.organisationID = try await auth.createOrganisation(new, metadata: metadata).id
                }
            }
            request.name = project
            request.unknownDeployments = unknownDeployments.message
            let created = try await auth.createProject(request, metadata: metadata)
            var keyRequest = Driftwatch_V1_CreateKeyRequest()
            keyRequest.projectID = created.id
            keyRequest.name = "first"
            keyRequest.role = role.rawValue
            let key = try await auth.createKey(keyRequest, metadata: metadata)
            connection.format.print([
                ("organisation", created.organisationID), ("project", created.id), ("key_id", key.key.id), ("key", key.secret),
            ])
        }
    }
}

/// `driftwatch admin list-projects`.
struct ListProjectsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list-projects", abstract: "List the projects by name.")

    @OptionGroup var connection: AdminConnection

    @Option(help: "Only those of this organisation (org_…).")
    var organisation: String = ""

    func run() async throws {
        try await connection.call { auth, metadata in
            var request = Driftwatch_V1_ListProjectsRequest()
            request.organisationID = organisation
            let projects = try await auth.listProjects(request, metadata: metadata).projects
            connection.format.print(
                rows: projects.map { project in
                    [
                        ("project", project.id), ("name", project.name), ("organisation", project.organisationID),
                        ("unknown_deployments", UnknownDeploymentsRule(project.unknownDeployments).rawValue),
                        ("created", Timestamp(nanos: project.createdUnixNanos).description),
                    ]
                })
        }
    }
}

/// `driftwatch admin update-project`.
struct UpdateProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "update-project", abstract: "Change a project's settings.")

    @OptionGroup var connection: AdminConnection

    @Argument(help: "The project (prj_…).")
    var project: String

    @Option(help: "First event of an unknown deployment: register or refuse.")
    var unknownDeployments: UnknownDeploymentsRule

    func run() async throws {
        try await connection.call { auth, metadata in
            var request = Driftwatch_V1_UpdateProjectRequest()
            request.projectID = project
            request.unknownDeployments = unknownDeployments.message
            let changed = try await auth.updateProject(request, metadata: metadata)
            connection.format.print([
                ("project", changed.id), ("name", changed.name),
                ("unknown_deployments", UnknownDeploymentsRule(changed.unknownDeployments).rawValue),
            ])
        }
    }
}
