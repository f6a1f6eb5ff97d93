import Columnar
import Foundation
import Statistics

/// Columns of a made-up table.
struct Table {
    var numbers: [String: [Double?]] = [:]
    var texts: [String: [String?]] = [:]

    /// Three numbers (one of few values, one with gaps) and two categories, the second side shifted.
    static func sample(rows: Int, shift: Double, seed: UInt64) -> Table {
        var random = SeededGenerator(seed: seed)
        var table = Table()
        table.numbers["age"] = (0..<rows).map { _ in random.normal() + shift }
        table.numbers["count"] = (0..<rows).map { _ in Double(random.below(4 + Int(4 * shift))) }
        table.numbers["gaps"] = (0..<rows).map { _ in random.uniform() < 0.1 ? nil : random.uniform() * (1 + shift) }
        let colours = ["red", "green", "blue", "grün", "schwarz"]
        table.texts["colour"] = (0..<rows).map { _ in colours[min(4, random.below(4) + (random.uniform() < shift / 4 ? 1 : 0))] }
        table.texts["flag"] = (0..<rows).map { _ in
            random.uniform() < 0.05 ? nil : random.uniform() < 0.5 + shift / 5 ? "yes" : "no"
        }
        return table
    }

    private var names: [String] { (Array(numbers.keys) + Array(texts.keys)).sorted() }

    func write(_ path: String) throws {
        let writer = try ColumnWriter(path)
        try writer.write(
            names.map { name in
                if let values = numbers[name] { return OutputColumn(name, .numbers(values)) }
                return OutputColumn(name, .texts(texts[name] ?? []))
            })
        try writer.close()
    }
}

/// A folder that is gone when its user is.
final class Folder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "checks-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a table and gives its path.
    func file(_ name: String, _ table: Table) throws -> String {
        let file = "\(path)/\(name)"
        try table.write(file)
        return file
    }
}
