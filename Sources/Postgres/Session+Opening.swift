internal import CPostgres

extension Session {
    /// Connects and applies the session's settings. Blocks, at most for the time-outs of `configuration`.
    static func open(_ configuration: PostgresConfiguration) throws(PostgresError) -> Session {
        let connection = connect(configuration)
        guard let connection else {
            throw PostgresError(code: .unreachable, message: "no memory for a connection")
        }
        guard PQstatus(connection) == CONNECTION_OK else {
            defer { PQfinish(connection) }
            throw connectionFailure(connection, configuration)
        }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        let session = Session(
            connection: connection, maximumPreparedStatements: max(configuration.maximumPreparedStatements, 1))
        try session.script(settings(configuration))
        return session
    }

    private static func connect(_ configuration: PostgresConfiguration) -> OpaquePointer? {
        withParameters(configuration) { names, values in PQconnectdbParams(names, values, 1) }
    }

    private static func withParameters<Result>(
        _ configuration: PostgresConfiguration,
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> Result
    ) -> Result {
        let parameters = [
            ("dbname", configuration.url), ("application_name", configuration.applicationName),
            ("connect_timeout", String(max(configuration.connectTimeout.components.seconds, 2))),
            ("client_encoding", "UTF8"), ("keepalives_idle", "30"), ("tcp_user_timeout", "30000"),
        ]
        return withCStrings(parameters.map(\.0)) { names in
            withCStrings(parameters.map(\.1)) { values in body(names, values) }
        }
    }

    private static func settings(_ configuration: PostgresConfiguration) -> String {
        var settings = configuration.sessionSettings
        settings["statement_timeout"] = String(configuration.statementTimeout.wholeMillis)
        settings["idle_in_transaction_session_timeout"] = String(configuration.idleTransactionTimeout.wholeMillis)
        return settings.sorted { $0.key < $1.key }.map { "SET \($0.key) = '\($0.value)'" }.joined(separator: "; ")
    }

    /// libpq gives no SQLSTATE for a failed connection: whether the server answers a ping tells a server that is away from one
    /// that refuses us; a full server is recognised by the beginning of its message.
    private static func connectionFailure(
        _ connection: OpaquePointer, _ configuration: PostgresConfiguration
    ) -> PostgresError {
        let said = String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: "; ")
        let isAccepting = withParameters(configuration) { names, values in PQpingParams(names, values, 1) } == PQPING_OK
        let isFull = ["too many", "connection slots", "starting up", "shutting down", "recovery"].contains { said.contains($0) }
        return PostgresError(
            code: isAccepting && !isFull ? .refused : .unreachable,
            message: "no connection to \(configuration.address): \(said)")
    }
}

extension PostgresConfiguration {
    /// The server, database and role, without secrets, for messages.
    package var address: String {
        guard let options = PQconninfoParse(url, nil) else { return "a server whose URL cannot be read" }
        defer { PQconninfoFree(options) }
        var values: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { values[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        let host = values["host"] ?? values["hostaddr"] ?? "the local socket"
        let port = values["port"].map { ":\($0)" } ?? ""
        return "\(values["user"].map { "\($0)@" } ?? "")\(host)\(port)/\(values["dbname"] ?? "")"
    }
}

extension Duration {
    /// The duration in milliseconds, rounded up.
    var wholeMillis: Int64 {
        components.seconds * 1_000 + (components.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    var storage: [CChar] = []
    var offsets: [Int] = []
    for text in texts {
        offsets.append(storage.count)
        storage += text.utf8CString
    }
    return storage.withUnsafeBufferPointer { buffer in
        let pointers: [UnsafePointer<CChar>?] = offsets.map { buffer.baseAddress! + $0 } + [nil]
        return pointers.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}
