/// Where the private cluster lives and what it serves.
package struct PrivateClusterConfiguration: Sendable {
    /// Absolute path. Made with mode 0700 when it is missing. Started by root, the user `postgres` must be able to enter every
    /// folder above it.
    package var directory: String
    /// Roles that may connect, made when they are missing. The first owns the database.
    package var roles: [String]
    /// The database that is made.
    package var database = "driftwatch"
    /// Folders with programs, as in the variable PATH. `/usr/lib/postgresql/*/bin` is looked into besides.
    package var searchPath = "/usr/local/bin:/usr/bin"
    /// The server's connections at most.
    package var maximumConnections = 60
    /// The server's own cache.
    package var sharedBuffersMegabytes = 16
    /// How long the server may take to become ready; after a crash it replays its log first.
    package var startTimeout: Duration = .seconds(120)
    /// How long a stop waits for clients to leave, then for the server to write everything, before it is harder.
    package var smartStopTimeout: Duration = .seconds(2)
    /// How long the server may take to write everything after its clients were cut off.
    package var fastStopTimeout: Duration = .seconds(30)
    /// Settings of the server besides those of ours, by name.
    package var settings: [String: String] = [:]

    /// The defaults for a directory.
    package init(directory: String, roles: [String]) {
        precondition(!roles.isEmpty, "a cluster serves at least one role")
        self.directory = directory
        self.roles = roles
    }

    /// What the server is started with: small, durable, nothing that one machine's monitoring does not need.
    var serverSettings: [String: String] {
        let ours = [
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "max_connections": String(maximumConnections),
            // A commit of the event log without waiting for room.
            "wal_buffers": "4MB",
            "shared_buffers": "\(sharedBuffersMegabytes)MB",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            // A restart after a crash replays at most about this much.
            "max_wal_size": "256MB",
            "min_wal_size": "32MB",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "max_worker_processes": "2",
            "max_parallel_workers": "0",
            "max_parallel_workers_per_gather": "0",
            "max_logical_replication_workers": "0",
            "autovacuum_max_workers": "1",
            "maintenance_work_mem": "32MB",
            "work_mem": "8MB",
            "huge_pages": "off",
            "jit": "off",
            "random_page_cost": "1.1",
            "log_checkpoints": "off",
            "logging_collector": "off",
            "log_destination": "stderr",
            "log_timezone": "UTC",
            "timezone": "UTC",
        ]
        return ours.merging(settings) { _, given in given }
    }
}
