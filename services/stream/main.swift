import EventLog
import GRPCCore
import Identity
import Protos
import ServiceRuntime
import StreamService
import Wiring

await ServiceMain.run(
    service: "stream", summary: "counts the log's events into profiles and series, and keeps references",
    settings: ServiceSettings.database + ServiceSettings.server(port: 7462) + [AnySetting(ServiceSettings.authAddress)]
        + ServiceSettings.calls
) { runtime in
    let pool = Connections.pool(runtime)
    let auth = try Connections.client(runtime, of: runtime.configuration[ServiceSettings.authAddress])
    let log = PostgresEventLog(pool: pool)
    let server = try Connections.server(
        runtime, services: [StreamRPC(log: log, pool: pool, logger: runtime.logger)],
        interceptors: [Authenticator(auth: Driftwatch_V1_Auth.Client(wrapping: auth))])
    return [
        PoolComponent(pool), RPCClientService(auth), StreamWorker(log: log, pool: pool, logger: runtime.logger),
        RPCServerComponent(server),
    ]
}
