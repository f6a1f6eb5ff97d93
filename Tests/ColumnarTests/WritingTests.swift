import Columnar
import Foundation
import Testing

@Suite struct WritingTests {
    private static let columns = [
        OutputColumn("x", .numbers([1.5, nil, .nan, -.infinity, 0.1])),
        OutputColumn("n", .integers([1, nil, .max, -3, 0])),
        OutputColumn("s, \"t\"", .texts(["a", nil, "line\nbreak, \"quoted\"", "", "é😀"])),
    ]

    @Test(arguments: ["a.parquet", "a.csv", "a.arrow", "a.feather", "a.jsonl"])
    func whatIsWrittenIsRead(name: String) throws {
        let path = try temporaryDirectory().appending(path: name).path
        let writer = try ColumnWriter(path)
        try writer.write(Self.columns)
        try writer.write(Self.columns)
        #expect(!FileManager.default.fileExists(atPath: path))
        try writer.close()
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: URL(filePath: path).deletingLastPathComponent().path) == [name])
        let scan = try DataFiles(path).scan([("x", .number), ("n", .integer), ("s, \"t\"", .category)])
        var x: [Double] = []
        var n: [Int64] = []
        var s: [String?] = []
        while let batch = try scan.next() {
            batch.withNumbers(0) { x.append(contentsOf: $0) }
            n.append(contentsOf: batch.integers(1))
            let (codes, dictionary) = batch.categories(2)
            s.append(contentsOf: codes.map { $0 < 0 ? nil : dictionary[Int($0)] })
        }
        #expect(x.count == 10 && x[0] == 1.5 && x[1].isNaN && x[2].isNaN && x[4] == 0.1)
        // JSON has no infinities.
        #expect(name == "a.jsonl" ? x[3].isNaN : x[3] == -.infinity)
        #expect(n == [1, .min, .max, -3, 0, 1, .min, .max, -3, 0])
        #expect(Array(s[..<5]) == ["a", nil, "line\nbreak, \"quoted\"", name == "a.csv" ? nil : "", "é😀"])
    }

    @Test func withoutCloseNothingIsLeft() throws {
        let directory = try temporaryDirectory()
        let old = directory.appending(path: "a.parquet")
        try Data("old".utf8).write(to: old)
        do {
            let writer = try ColumnWriter(old.path)
            try writer.write(Self.columns)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.parquet"])
        #expect(try Data(contentsOf: old) == Data("old".utf8))
    }

    @Test func anOutputThatCannotBeWrittenIsOneLine() throws {
        let text = message { _ = try ColumnWriter("/nowhere/a.parquet") }
        #expect(text.hasPrefix("/nowhere/a.parquet: cannot be written: ") && !text.contains("\n"))
        #expect(message { _ = try ColumnWriter("/tmp/a.txt") }.contains("does not tell the format"))
    }

    @Test(arguments: ["b.parquet", "b.arrow", "b.csv", "b.jsonl"])
    func aCopyReplacesTheCellsAskedForAndNoOthers(name: String) throws {
        let source = fixture("pq_polars.parquet")
        let files = try DataFiles(source)
        let path = try temporaryDirectory().appending(path: name).path
        let writer = try ColumnWriter(path)
        let scan = try files.scan([("i64", .number), ("s", .category)], batchRows: 100, copying: writer.format)
        while let batch = try scan.next() {
            let changed: [UInt8] = (0..<batch.count).map { $0 % 10 == 0 ? 1 : 0 }
            try writer.write(
                scan,
                replacing: [
                    Replacement(column: "i64", values: .numbers([Double](repeating: 7.4, count: batch.count)), changed: changed),
                    Replacement(column: "s", values: .texts([String?](repeating: "new", count: batch.count)), changed: changed),
                    Replacement(column: "ts_us", values: .missing, changed: changed),
                ])
        }
        try writer.close()
        let copy = try DataFiles(path)
        #expect(copy.columns.map(\.name) == files.columns.map(\.name))
        if name == "b.parquet" || name == "b.arrow" { #expect(copy.columns.map(\.storedType) == files.columns.map(\.storedType)) }
        for column in files.columns where !["i64", "s", "ts_us"].contains(column.name) {
            let before = try categories(source, column.name), after = try categories(path, column.name)
            // CSV tells no empty text from a missing one, and JSON and CSV write a float's or decimal's shortest text.
            if name == "b.parquet" || name == "b.arrow" { #expect(before == after, "\(column.name)") }
            #expect(before.count == after.count)
        }
        var replaced: [Int64] = []
        let integers = try copy.scan([("i64", .integer)])
        while let batch = try integers.next() { replaced.append(contentsOf: batch.integers(0)) }
        #expect(replaced[0] == 7 && replaced[10] == 7 && replaced[100] == 7)
        let original = try files.scan([("i64", .integer)])
        let first = try #require(try original.next()).integers(0)
        // Integers beyond 2^53 pass unrounded where they are not replaced.
        #expect(Array(replaced[1..<10]) == Array(first[1..<10]) && first[1..<10].contains { $0.magnitude > 1 << 53 })
        let texts = try categories(path, "s")
        #expect(texts[0] == "new" && texts[250] == "new")
    }

    @Test func csvCellsKeepTheirTexts() throws {
        let source = "id,code,x,when\n1,007,1.50,2026-01-01T00:00:00Z\n2,,NA,\n\"3\",\"a,b\",1e3,2026\n"
        let files = try DataFiles(temporary("a.csv", source))
        let path = try temporaryDirectory().appending(path: "b.csv").path
        let writer = try ColumnWriter(path)
        let scan = try files.scan([("x", .number)], copying: .csv)
        while let batch = try scan.next() {
            #expect(batch.withNumbers(0) { $0[0] == 1.5 && $0[1].isNaN && $0[2] == 1000 })
            try writer.write(scan, replacing: [Replacement(column: "x", values: .numbers([9.25, 0, 0]), changed: [1, 0, 0])])
        }
        try writer.close()
        let written = try String(contentsOfFile: path, encoding: .utf8)
        #expect(written == "id,code,x,when\n1,007,9.25,2026-01-01T00:00:00Z\n2,,NA,\n3,\"a,b\",1e3,2026\n")
    }

    @Test func aCorruptRowGroupThatCannotMatchIsNotRead() throws {
        let path = try temporaryDirectory().appending(path: "a.parquet").path
        let writer = try ColumnWriter(path)
        // A row group holds at most 2^20 rows: the first has small ids, the second large ones.
        for start in stride(from: 0, to: 1 << 21, by: 1 << 18) {
            try writer.write([OutputColumn("id", .integers((start..<start + 1 << 18).map { Int64($0) }))])
        }
        try writer.close()
        #expect(try DataFiles(path).rowCount() == 1 << 21)
        var bytes = try Data(contentsOf: URL(filePath: path))
        for place in 4..<200 { bytes[place] = 0xFF }
        try bytes.write(to: URL(filePath: path))
        #expect(message { _ = try numbers(path, "id") } != "no error")
        let kept = try numbers(path, "id", where: .compare("id", .greaterOrEqual, .integer(Int64(1 << 21) - 3)))
        #expect(kept == [2_097_149, 2_097_150, 2_097_151])
    }
}
