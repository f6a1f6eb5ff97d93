import Columnar
import Foundation

/// A committed file of these tests.
func fixture(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Files/\(name)").path
}

/// A new directory of its own.
func temporaryDirectory() throws -> URL {
    let directory = FileManager.default.temporaryDirectory.appending(path: "columnar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    return directory
}

/// A file with that content in a directory of its own.
func temporary(_ name: String, _ content: String) throws -> String {
    let file = try temporaryDirectory().appending(path: name)
    try Data(content.utf8).write(to: file)
    return file.path
}

/// All of a column, as numbers, or as a time's or integer's nearest doubles.
func numbers(
    _ path: String, _ column: String, _ form: ColumnForm = .number, where filter: RowFilter? = nil, batchRows: Int = 65_536
) throws -> [Double] {
    let scan = try DataFiles(path).scan([(column, form)], where: filter, batchRows: batchRows)
    var values: [Double] = []
    while let batch = try scan.next() {
        if form == .number {
            batch.withNumbers(0) { values.append(contentsOf: $0) }
        } else {
            batch.withIntegers(0) { values.append(contentsOf: $0.map { $0 == .min ? -.infinity : Double($0) }) }
        }
    }
    return values
}

func categories(
    _ path: String, _ column: String, where filter: RowFilter? = nil, batchRows: Int = 65_536
) throws -> [String?] {
    let scan = try DataFiles(path).scan([(column, .category)], where: filter, batchRows: batchRows)
    var values: [String?] = []
    while let batch = try scan.next() {
        let (codes, dictionary) = batch.categories(0)
        values.append(contentsOf: codes.map { $0 < 0 ? nil : dictionary[Int($0)] })
    }
    return values
}

/// The error that the work ends with, as text.
func message(_ body: () throws -> Void) -> String {
    do {
        try body()
        return "no error"
    } catch {
        return "\(error)"
    }
}

/// A small seeded source of random bits.
struct SplitMix {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
