import Contracts
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2025-11-25T10:02:31Z", 1_764_064_951_000_000_000),
        ("2025-11-25T10:02:31.5Z", 1_764_064_951_500_000_000), ("2025-11-25T10:02:31.000000001Z", 1_764_064_951_000_000_001),
        ("1969-12-31T23:59:59.999999999Z", -1), ("2000-02-29T12:00:00Z", 951_825_600_000_000_000),
        ("2262-04-11T23:47:16.854775807Z", Int64.max), ("1677-09-21T00:12:43.145224192Z", Int64.min),
    ])
    func `a time is written and read as RFC 3339`(_ text: String, _ nanos: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanos == nanos)
        #expect(Timestamp(nanos: nanos).rfc3339 == text)
    }

    @Test(arguments: [
        ("2025-11-25t10:02:31z", 1_764_064_951_000_000_000), ("2025-11-25 10:02:31Z", 1_764_064_951_000_000_000),
        ("2025-11-25T12:02:31+02:00", 1_764_064_951_000_000_000), ("2025-11-25T04:32:31-05:30", 1_764_064_951_000_000_000),
        ("2025-11-25T10:02:31.0000000019Z", 1_764_064_951_000_000_001), ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
    ])
    func `other forms of RFC 3339 are read`(_ text: String, _ nanos: Int64) {
        #expect(Timestamp(rfc3339: text)?.nanos == nanos)
    }

    @Test(arguments: [
        "", "2025-11-25", "2025-11-25T10:02:31", "2025-13-25T10:02:31Z", "2025-02-29T10:02:31Z", "2025-11-25T24:00:00Z",
        "2025-11-25T10:60:00Z", "2025-11-25T10:02:61Z", "2025-11-25T10:02:31.Z", "2025-11-25T10:02:31Zx",
        "2025-11-25T10:02:31+0200",
        "2263-01-01T00:00:00Z", "1600-01-01T00:00:00Z", "2025-1-25T10:02:31Z", "２025-11-25T10:02:31Z",
    ])
    func `what is no time is refused`(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `every time survives the way through text`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<10_000 {
            let time = Timestamp(nanos: Int64.random(in: .min ... .max, using: &generator))
            #expect(Timestamp(rfc3339: time.rfc3339) == time)
        }
    }

    @Test func `a time belongs to the minute before it, also before the epoch`() {
        #expect(
            Timestamp(nanos: 61 * Timestamp.nanosPerSecond).floored(toNanos: Timestamp.nanosPerMinute).nanos
                == Timestamp.nanosPerMinute)
        #expect(Timestamp(nanos: -1).floored(toNanos: Timestamp.nanosPerMinute).nanos == -Timestamp.nanosPerMinute)
        #expect(Timestamp(nanos: .min).floored(toNanos: Timestamp.nanosPerDay).nanos == .min)
    }

    @Test func `arithmetic stops at the ends of the range`() {
        #expect(Timestamp(nanos: 1).advanced(by: .seconds(2)).nanos == 2_000_000_001)
        #expect(Timestamp(nanos: .max).advanced(by: .nanoseconds(1)).nanos == .max)
        #expect(Timestamp(nanos: .min).advanced(by: .seconds(-1)).nanos == .min)
        #expect(Duration.seconds(Int64.max).wholeNanos == .max)
    }

    @Test func `the system's clock is in this century`() {
        #expect(WallClock.system.now > Timestamp(nanos: 1_700_000_000_000_000_000))
        #expect(WallClock { .epoch }.now == .epoch)
    }
}
