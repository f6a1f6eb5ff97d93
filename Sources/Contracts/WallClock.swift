#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// The time of day. Passed to whoever needs it, so that tests can choose it.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// A clock that shows what `read` gives.
    package init(_ read: @escaping @Sendable () -> Timestamp) { self.read = read }

    /// Now.
    package var now: Timestamp { read() }

    /// The system's clock.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(nanos: Int64(time.tv_sec) * Timestamp.nanosPerSecond + Int64(time.tv_nsec))
    }
}
