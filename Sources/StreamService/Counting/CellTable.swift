internal import Contracts

/// Numbers the cells that events fall into, and finds an event's cell by its minute, model version and slice.
struct CellTable {
    /// What tells cells of one deployment apart.
    struct Coordinate: Hashable {
        /// Start of the minute, event time.
        var minute: Int64
        /// Number of the model version.
        var version: Int32
        /// Which slice key, from 0.
        var dimension: Int32
        /// Number of the slice value; -1: the event has none.
        var slice: Int32
    }

    /// By number.
    private(set) var coordinates: [Coordinate] = []
    private var numbers: [Coordinate: Int32] = [:]
    /// The last cell of each (dimension, version, slice): the minute of neighbours is mostly the same.
    private var recent: [Recent] = []

    private struct Recent {
        var minute: Int64
        var cell: Int32
    }

    /// More versions and slices than a deployment can have, `__other__` and none included.
    private static let versionStride = 128
    private static let sliceStride = 32

    /// The cell's number; a cell not seen before gets the next one.
    @inline(__always)
    mutating func cell(minute: Int64, version: Int32, dimension: Int32, slice: Int32) -> Int32 {
        let place = (Int(dimension) * Self.versionStride + Int(version)) * Self.sliceStride + Int(slice) + 1
        if place < recent.count, recent[place].cell >= 0, recent[place].minute == minute { return recent[place].cell }
        let found = number(of: Coordinate(minute: minute, version: version, dimension: dimension, slice: slice))
        if place >= recent.count {
            recent.append(contentsOf: repeatElement(Recent(minute: 0, cell: -1), count: place + 1 - recent.count))
        }
        recent[place] = Recent(minute: minute, cell: found)
        return found
    }

    private mutating func number(of coordinate: Coordinate) -> Int32 {
        if let known = numbers[coordinate] { return known }
        let next = Int32(coordinates.count)
        coordinates.append(coordinate)
        numbers[coordinate] = next
        return next
    }
}
