import Columnar
import Foundation
import Testing

/// A value has one text as a category, whatever the file's form.
@Suite struct ValueTextTests {
    /// What CSV cells among numbers become; ∅ stands for no value.
    private static let cells = [
        "2 => 2", "2.0 => 2", "2. => 2", "2e0 => 2", "20E-1 => 2", " 2 => 2", "-0 => 0", "-0.0 => 0", "0.50 => 0.5", ".5 => 0.5",
        "-.5 => -0.5", "1e15 => 1000000000000000", "1234567890123456.0 => 1234567890123456", "1e20 => 1e+20", "1e-7 => 1e-07",
        "inf => inf", "-Infinity => -inf", "nan => ∅", "NaN => ∅", "NA => ∅", "null => ∅",
        // Written as codes are, and no numbers.
        "007 => 007", "+49 => +49", "00.5 => 00.5", "1_000 => 1_000", "abc => abc", "2.0.1 => 2.0.1", "- => -", "1e => 1e",
        ". => .",
        // Longer than a number that can be told from its neighbours.
        "89490200001234567890 => 89490200001234567890", "89490200001234567891 => 89490200001234567891",
    ].map { $0.components(separatedBy: " => ") }

    @Test func cellsAmongNumbersAreThoseNumbersTexts() throws {
        // Enough numbers before them that the file's beginning is of numbers alone.
        let numbers = String(repeating: "1.5\n", count: 1_100_000)
        let path = try temporary("a.csv", "x\n" + numbers + Self.cells.map { $0[0] + "\n" }.joined())
        let texts = try categories(path, "x").suffix(Self.cells.count)
        for (cell, text) in zip(Self.cells, texts) { #expect(text ?? "∅" == cell[1], "\(cell[0])") }
    }

    @Test func aColumnOfTextsKeepsThem() throws {
        let path = try temporary("a.csv", "x\n2.0\nNA\nTrue\nversion\n")
        #expect(try categories(path, "x") == ["2.0", "NA", "True", "version"])
    }

    @Test func truthsAreTrueAndFalse() throws {
        let csv = try temporary("a.csv", "x,y\nTrue,1\nFALSE,2\n,3\nfalse,4\nNA,5\n")
        let json = try temporary("a.jsonl", "{\"x\": true}\n{\"x\": false}\n{\"x\": null}\n{\"x\": false}\n{\"x\": null}\n")
        let expected = ["true", "false", nil, "false", nil]
        for path in [csv, json] {
            #expect(try categories(path, "x") == expected)
            let values = try numbers(path, "x")
            #expect(values.map { $0.isNaN ? -1 : $0 } == [1, 0, -1, 0, -1])
        }
        for condition in ["x = true", "x = 'true'", "x = 1", "x = 'TRUE'"] {
            #expect(try numbers(csv, "y", where: RowFilter(parsing: condition)) == [1])
            // Also where the column itself is read.
            #expect(try categories(csv, "x", where: RowFilter(parsing: condition)) == ["true"])
        }
    }

    @Test func numbersHaveTheSameTextsInEveryForm() throws {
        var random = SplitMix(11)
        var values: [Double?] = (0..<400).map { row in
            let bits = random.next()
            switch row % 5 {
            case 0: return Double(bits % 7)
            case 1: return Double(Int64(truncatingIfNeeded: bits) >> 12)
            case 2: return Double(bits % 1_000) / 8
            case 3: return nil
            default: return Double(bitPattern: bits)
            }
        }
        values += [0, -0.0, .infinity, -.infinity, 1e15, 1e16, -9_007_199_254_740_993, 9.3e18, 1e22, 5e-324, 0.1]
        let directory = try temporaryDirectory()
        let texts = try FileFormat.allCases.map { format in
            let path = directory.appending(path: "a.\(format.rawValue)").path
            let writer = try ColumnWriter(path)
            // JSON has no infinities.
            try writer.write([OutputColumn("x", .numbers(values.map { $0?.isFinite == true ? $0 : nil }))])
            try writer.close()
            return try categories(path, "x")
        }
        #expect(texts.allSatisfy { $0 == texts[0] })
        let integers = try numbers(directory.appending(path: "a.parquet").path, "x")
        for (value, text) in zip(integers, texts[0]) where !value.isNaN {
            #expect(Double(text ?? "") == value)
            if let whole = Int64(exactly: value) { #expect(text == "\(whole)") }
        }
    }

    @Test func integersAndWholeNumbersAreOneKind() throws {
        let first = try temporary("a-1.csv", "x\n1\n2\n")
        let directory = URL(filePath: first).deletingLastPathComponent()
        try Data("x\n1.0\n\n2.5\n".utf8).write(to: directory.appending(path: "a-2.csv"))
        #expect(try categories(directory.path, "x") == ["1", "2", "1", "2.5"])
        let typed = try temporaryDirectory()
        for (name, values) in [("1", OutputColumn.Values.integers([1, 2])), ("2", .numbers([1, nil, 2.5]))] {
            let writer = try ColumnWriter(typed.appending(path: "\(name).parquet").path)
            try writer.write([OutputColumn("x", values)])
            try writer.close()
        }
        #expect(try categories(typed.path, "x") == ["1", "2", "1", nil, "2.5"])
    }

    @Test func keysOfJoinsAreTextsToo() throws {
        let path = try temporary("a.csv", "key\n1\n2.0\nNaN\n")
        let scan = try DataFiles(path).scan([("key", .text)])
        #expect(try scan.next()?.texts(0) == ["1", "2", nil])
    }

    @Test func conditionsSeeNumbersWhereAColumnIsAlsoRead() throws {
        let path = try temporary("a.csv", "x\n60.0\n7\nNA\n61\n")
        for (condition, expected) in [("x = '60'", ["60"]), ("x > 9", ["60", "61"]), ("x is null", [nil])] {
            #expect(try categories(path, "x", where: RowFilter(parsing: condition)) == expected)
        }
    }

    @Test(arguments: ["parquet", "csv", "jsonl"])
    func aTextThatIsComparedWithANumberIsNamed(ending: String) throws {
        let path = try temporaryDirectory().appending(path: "a.\(ending)").path
        let writer = try ColumnWriter(path)
        try writer.write([OutputColumn("region", .texts(["EU", "Asien"]))])
        try writer.close()
        let text = message { _ = try categories(path, "region", where: try RowFilter(parsing: "region > 3")) }
        #expect(text.contains("a.\(ending): column 'region' holds string, which a condition compares with a number"), "\(text)")
    }
}
