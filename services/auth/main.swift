import AuthService
import ServiceRuntime
import Wiring

await ServiceMain.run(
    service: "auth", summary: "keeps organisations, projects and API keys, and says whose a key is",
    settings: AuthSettings.all + ServiceSettings.database + ServiceSettings.server(port: 7464)
) { runtime in
    let pool = Connections.pool(runtime)
    let auth = Auth(configuration: try AuthConfiguration(runtime.configuration), pool: pool, logger: runtime.logger)
    return [PoolComponent(pool), RPCServerComponent(try Connections.server(runtime, services: [auth]))]
}
