internal import Glibc
package import Hummingbird
internal import HummingbirdCore
package import Logging
internal import NIOCore
internal import ServiceLifecycle

/// An HTTP/1.1 server with bounds on everything that a client can stretch: connections, header size, idle time, and the time
/// that it takes to read a response.
///
/// TLS is left to a proxy in front (docs/configuration.md).
package struct HTTPServer: Service {
    /// Where the server listens and what it allows.
    package struct Configuration: Sendable {
        /// The address; port 0 lets the system choose.
        package var listen: ListenAddress
        /// The setting's name, for the error when the address cannot be had.
        package var settingName: String
        /// Connections beyond this many wait in the system's queue.
        package var connectionsMax = 1_024
        /// All headers of a request together.
        package var headerBytesMax = 32 * 1_024
        /// A connection on which nothing arrives for so long is closed; the time for the headers, too.
        package var idleTimeout: Duration = .seconds(30)
        /// The time in which a whole request must have arrived.
        package var requestTimeout: Duration = .seconds(60)
        /// A client that takes nothing of a response for so long is cut off.
        package var responseTimeout: Duration = .seconds(60)

        /// Makes a configuration with the default bounds.
        package init(listen: ListenAddress, settingName: String) {
            self.listen = listen
            self.settingName = settingName
        }
    }

    /// Answers one request. It does not throw: every fault is a response.
    package typealias Responder = @Sendable (Request) async -> Response

    private let configuration: Configuration
    private let logger: Logger
    private let responder: Responder
    private let port = BoundPort()

    /// Makes a server that `run` starts.
    package init(configuration: Configuration, logger: Logger, responder: @escaping Responder) {
        self.configuration = configuration
        self.logger = logger
        self.responder = responder
    }

    /// The port that the server got, as soon as it listens; 0 on a Unix socket.
    package var boundPort: Int {
        get async throws { try await port.value }
    }

    /// Serves until the task is cancelled or shut down gracefully: then requests in flight finish.
    package func run() async throws {
        let responder = self.responder
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let application = Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await responder(request) },
            server: .http1(configuration: channelConfiguration),
            configuration: ApplicationConfiguration(
                address: address, availableConnectionsDelegate: .maximum(configuration.connectionsMax, logger: quiet)),
            onServerRunning: { [port, logger, configuration] channel in
                let bound = channel.localAddress?.port ?? 0
                logger.info(
                    "listening",
                    metadata: ["address": "\(configuration.listen.settingText)", "port": .stringConvertible(bound)])
                port.resolve(.success(bound))
            },
            logger: quiet)
        do {
            try await application.run()
            port.resolve(.failure(CancellationError()))
        } catch let error as IOError {
            let fault = ConfigurationError(
                "\(configuration.settingName): cannot listen on \(configuration.listen.settingText): "
                    + "\(String(cString: strerror(error.errnoCode))); free the address or choose another")
            port.resolve(.failure(fault))
            throw fault
        } catch {
            port.resolve(.failure(error))
            throw error
        }
    }

    private var address: BindAddress {
        switch configuration.listen {
        case .host(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    private var channelConfiguration: HTTP1Channel.Configuration {
        let (request, response) = (TimeAmount(configuration.requestTimeout), TimeAmount(configuration.responseTimeout))
        return HTTP1Channel.Configuration(
            additionalChannelHandlers: [RequestDeadlineHandler(timeout: request), SlowReaderHandler(timeout: response)],
            idleTimeout: TimeAmount(configuration.idleTimeout),
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: configuration.headerBytesMax, maxHeaderListSize: configuration.headerBytesMax,
                maxHeaderFieldCount: 100))
    }
}
