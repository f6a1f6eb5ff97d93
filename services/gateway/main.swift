import GatewayService
import ServiceRuntime
import Wiring

let addresses = [
    AnySetting(ServiceSettings.ingestAddress), AnySetting(ServiceSettings.streamAddress),
    AnySetting(ServiceSettings.metricsAddress), AnySetting(ServiceSettings.authAddress),
]

await ServiceMain.run(
    service: "gateway", summary: "answers REST v1 and serves the dashboard",
    settings: GatewaySettings.all + addresses + ServiceSettings.calls
) { runtime in
    let settings = runtime.configuration
    let ingest = try Connections.client(runtime, of: settings[ServiceSettings.ingestAddress])
    let stream = try Connections.client(runtime, of: settings[ServiceSettings.streamAddress])
    let metrics = try Connections.client(runtime, of: settings[ServiceSettings.metricsAddress])
    let auth = try Connections.client(runtime, of: settings[ServiceSettings.authAddress])
    let gateway = try Gateway(
        configuration: GatewayConfiguration(settings),
        backends: Backends(ingest: ingest, stream: stream, metrics: metrics, auth: auth), metrics: runtime.metrics,
        logger: runtime.logger)
    return [RPCClientService(ingest), RPCClientService(stream), RPCClientService(metrics), RPCClientService(auth), gateway]
}
