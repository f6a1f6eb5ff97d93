import EventLog
import GRPCCore
import Identity
import IngestService
import Protos
import RPC
import ServiceRuntime
import Wiring

await ServiceMain.run(
    service: "ingest", summary: "takes events in and answers when they are durable",
    settings: IngestSettings.all + ServiceSettings.database + ServiceSettings.server(port: 7461)
        + [AnySetting(ServiceSettings.authAddress)] + ServiceSettings.calls
) { runtime in
    let pool = Connections.pool(runtime)
    let auth = try Connections.client(runtime, of: runtime.configuration[ServiceSettings.authAddress])
    let metrics = IngestMetrics(registry: runtime.metrics)
    let deadLetters = DeadLetterQueue(pool: pool, logger: runtime.logger)
    let ingest = Ingest(
        configuration: IngestConfiguration(runtime.configuration), log: PostgresEventLog(pool: pool), pool: pool,
        deadLetters: deadLetters, metrics: metrics, logger: runtime.logger)
    var server = try Connections.serverConfiguration(runtime)
    server.receiveBytesMax = IngestConfiguration.receiveBytesMax
    return [
        PoolComponent(pool), RPCClientService(auth), deadLetters,
        RPCServerComponent(
            try Connections.server(
                runtime, configuration: server, services: [ingest],
                interceptors: [Authenticator(auth: Driftwatch_V1_Auth.Client(wrapping: auth))])),
    ]
}
