import EventLog
import GRPCCore
import Identity
import MetricsService
import Protos
import ServiceRuntime
import Wiring

await ServiceMain.run(
    service: "metrics-api", summary: "answers every read: metrics, drift, distributions, events",
    settings: ServiceSettings.database + ServiceSettings.server(port: 7463) + [AnySetting(ServiceSettings.authAddress)]
        + ServiceSettings.calls
) { runtime in
    let pool = Connections.pool(runtime)
    let auth = try Connections.client(runtime, of: runtime.configuration[ServiceSettings.authAddress])
    let reads = MetricsRPC(log: PostgresEventLog(pool: pool), pool: pool, logger: runtime.logger)
    let server = try Connections.server(
        runtime, services: [reads], interceptors: [Authenticator(auth: Driftwatch_V1_Auth.Client(wrapping: auth))])
    return [PoolComponent(pool), RPCClientService(auth), RPCServerComponent(server)]
}
