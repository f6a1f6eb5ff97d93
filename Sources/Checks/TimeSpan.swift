internal import Columnar
internal import Foundation
internal import Reports

/// The first and the last time of a file's rows.
struct TimeSpan: Sendable, Equatable {
    /// Nanoseconds since the Unix epoch.
    private(set) var first: Int64
    private(set) var last: Int64

    init(_ time: Int64) { (first, last) = (time, time) }

    mutating func extend(to time: Int64) {
        first = min(first, time)
        last = max(last, time)
    }

    /// Of a column; nil without any time.
    /// - Throws: `ColumnarError` when the column is missing or holds no times.
    init?(_ files: DataFiles, column: String) throws(ColumnarError) {
        var span: TimeSpan?
        let scan = try files.scan([(column, .time)])
        while let batch = try scan.next() {
            batch.withIntegers(0) { times in
                for time in times where time != .min {
                    if span == nil { span = TimeSpan(time) } else { span?.extend(to: time) }
                }
            }
        }
        guard let span else { return nil }
        self = span
    }
}

/// Times as RFC 3339, UTC.
enum Instant {
    /// - Parameter seconds: since the Unix epoch; fractions are cut off.
    static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds.rounded(.down)).formatted(.iso8601)
    }

    static func text(nanoseconds: Int64) -> String { text(Double(nanoseconds) / 1e9) }
}

extension CheckReport.Timestamps {
    /// - Parameter created: seconds since the Unix epoch.
    init(created: Double, reference: TimeSpan?, production: TimeSpan?) {
        self.init(
            created: Instant.text(created), referenceStart: reference.map { Instant.text(nanoseconds: $0.first) },
            referenceEnd: reference.map { Instant.text(nanoseconds: $0.last) },
            productionStart: production.map { Instant.text(nanoseconds: $0.first) },
            productionEnd: production.map { Instant.text(nanoseconds: $0.last) })
    }
}
