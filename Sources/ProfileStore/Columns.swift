internal import Contracts
internal import Postgres

extension DeploymentKey {
    /// `project_id, deployment_id` as the first two parameters of a statement.
    var parameters: [PostgresValue] { [.text(project.rawValue), .text(deployment.rawValue)] }
}

extension Array where Element == DeploymentKey {
    /// `project_id, deployment_id` as the first two arrays of a statement that unnests its parameters.
    var columns: [PostgresValue] {
        [.textArray(map(\.project.rawValue)), .textArray(map(\.deployment.rawValue))]
    }
}

extension Array {
    /// The elements in runs of at most `size`.
    func chunked(_ size: Int) -> [ArraySlice<Element>] {
        stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
    }
}

/// Row indexes as bytes: four each, big-endian.
enum RowIndexes {
    static func encode(_ rows: [Int32]) -> [UInt8] {
        rows.flatMap { row in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: row >> Int32($0)) } }
    }

    /// Nil when the bytes are no whole number of indexes.
    static func decode(_ bytes: [UInt8]) -> [Int32]? {
        guard bytes.count % 4 == 0 else { return nil }
        return stride(from: 0, to: bytes.count, by: 4).map { start in
            bytes[start..<start + 4].reduce(Int32(0)) { $0 << 8 | Int32($1) }
        }
    }
}
