package import Contracts

/// What a partition's consumer has made of the records after `expectedOffset` up to `processedOffset`: stored as a whole or
/// not at all.
package struct Commit: Sendable {
    package var partition: Int
    /// Where the consumer believes the partition stands; a commit from elsewhere is refused.
    package var expectedOffset: Int64
    /// Where it stands afterwards.
    package var processedOffset: Int64
    package var storedAt: Timestamp
    package var counts = Counts()
    package var cells: [NewCell] = []
    package var sketches: [NewSketch] = []
    package var sequences: [SenderSequences] = []
    package var requests: [SeenRequest] = []
    package var suppressed: [SuppressedRecord] = []
    package var unreadable: [UnreadableRecord] = []
    package var features: [FrozenFeature] = []
    package var values: [SeenValue] = []
    package var activity: [Activity] = []
    package var projects: [ProjectCounts] = []

    /// A commit of nothing yet.
    package init(partition: Int, expectedOffset: Int64, storedAt: Timestamp) {
        self.partition = partition
        self.expectedOffset = expectedOffset
        processedOffset = expectedOffset
        self.storedAt = storedAt
    }

    /// What was done with the records.
    package struct Counts: Hashable, Sendable {
        package var processedBatches: Int64 = 0
        package var processedEvents: Int64 = 0
        package var suppressedBatches: Int64 = 0
        package var suppressedEvents: Int64 = 0
        package var refusedEvents: Int64 = 0
        package var unreadableBatches: Int64 = 0

        package init() {}
    }
}

/// Counters of one cell, to be added to what the cell already holds.
package struct NewCell: Sendable {
    package var key: CellKey
    /// The version of the reference in whose bins it counts; 0: none.
    package var referenceVersion: Int
    /// True for events that other cells already count.
    package var isBackfilled: Bool
    package var events: Int64
    /// A `Statistics.Profile`, encoded.
    package var profile: [UInt8]

    package init(key: CellKey, referenceVersion: Int, isBackfilled: Bool, events: Int64, profile: [UInt8]) {
        self.key = key
        self.referenceVersion = referenceVersion
        self.isBackfilled = isBackfilled
        self.events = events
        self.profile = profile
    }
}

/// Names a cell: a minute (or hour, or day) of one slice and model version of a deployment.
package struct CellKey: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var modelVersion: String
    /// Empty: all events.
    package var slice: String
    /// Start of the window, event time.
    package var start: Int64
    package var resolution: Resolution

    package init(deployment: DeploymentKey, modelVersion: String, slice: String, start: Int64, resolution: Resolution) {
        self.deployment = deployment
        self.modelVersion = modelVersion
        self.slice = slice
        self.start = start
        self.resolution = resolution
    }
}

/// How long the window of a cell is, in seconds.
package enum Resolution: Int32, Sendable {
    case minute = 60
    case hour = 3_600
    case day = 86_400

    /// The length in nanoseconds.
    package var nanos: Int64 { Int64(rawValue) * Timestamp.nanosPerSecond }
}

/// A quantile sketch of a feature's values in an hour, to be merged with what there is.
package struct NewSketch: Sendable {
    package var deployment: DeploymentKey
    package var feature: String
    package var hour: Int64
    /// A `Statistics.QuantileSketch`, encoded.
    package var sketch: [UInt8]

    package init(deployment: DeploymentKey, feature: String, hour: Int64, sketch: [UInt8]) {
        self.deployment = deployment
        self.feature = feature
        self.hour = hour
        self.sketch = sketch
    }
}

/// Names a sender of one deployment's batches.
package struct SenderKey: Hashable, Sendable {
    package let deployment: DeploymentKey
    package let client: String

    package init(deployment: DeploymentKey, client: String) {
        self.deployment = deployment
        self.client = client
    }
}

/// Which of a sender's batches have been counted.
package struct SenderSequences: Sendable {
    package var sender: SenderKey
    package var window: SequenceWindow

    package init(sender: SenderKey, window: SequenceWindow) {
        self.sender = sender
        self.window = window
    }
}

/// A request id that has been counted.
package struct SeenRequest: Sendable {
    package var deployment: DeploymentKey
    package var hash: RequestHash
    package var receivedAt: Timestamp

    package init(deployment: DeploymentKey, hash: RequestHash, receivedAt: Timestamp) {
        self.deployment = deployment
        self.hash = hash
        self.receivedAt = receivedAt
    }
}

/// A record of the log that was a duplicate, or rows of it that were.
package struct SuppressedRecord: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var partition: Int
    package var offset: Int64
    /// Sorted row indexes; nil: the whole record.
    package var rows: [Int32]?
    package var receivedAt: Timestamp

    package init(deployment: DeploymentKey, partition: Int, offset: Int64, rows: [Int32]?, receivedAt: Timestamp) {
        self.deployment = deployment
        self.partition = partition
        self.offset = offset
        self.rows = rows
        self.receivedAt = receivedAt
    }
}

/// A record that could not be counted because it cannot be read, and why.
package struct UnreadableRecord: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var partition: Int
    package var offset: Int64
    /// For programs.
    package var code: String
    /// For people; never holds payload data.
    package var message: String
    package var receivedAt: Timestamp

    package init(
        deployment: DeploymentKey, partition: Int, offset: Int64, code: String, message: String, receivedAt: Timestamp
    ) {
        self.deployment = deployment
        self.partition = partition
        self.offset = offset
        self.code = code
        self.message = message
        self.receivedAt = receivedAt
    }
}

/// A feature and the type that it was first seen with.
package struct FrozenFeature: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var name: String
    package var type: String

    package init(deployment: DeploymentKey, name: String, type: String) {
        self.deployment = deployment
        self.name = name
        self.type = type
    }
}

/// A value of a dimension that has cells of its own.
package struct SeenValue: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var dimension: String
    package var value: String

    package init(deployment: DeploymentKey, dimension: String, value: String) {
        self.deployment = deployment
        self.dimension = dimension
        self.value = value
    }
}

/// When a deployment's events happened and how many they are.
package struct Activity: Hashable, Sendable {
    package var deployment: DeploymentKey
    package var firstEvent: Int64
    package var lastEvent: Int64
    package var events: Int64

    package init(deployment: DeploymentKey, firstEvent: Int64, lastEvent: Int64, events: Int64) {
        self.deployment = deployment
        self.firstEvent = firstEvent
        self.lastEvent = lastEvent
        self.events = events
    }
}

/// What was done with a project's batches.
package struct ProjectCounts: Hashable, Sendable {
    package var project: ProjectID
    package var processedBatches: Int64 = 0
    package var suppressedBatches: Int64 = 0
    package var suppressedEvents: Int64 = 0

    package init(project: ProjectID) { self.project = project }
}
