import Columnar
import Foundation
import Testing

/// Reads every column in its own form, or all as one, to the end.
private func readAll(_ path: String, as form: ColumnForm? = nil) throws -> Int {
    let files = try DataFiles(path)
    let scan = try files.scan(files.columns.map { ($0.name, form ?? $0.form) })
    var rows = 0
    while let batch = try scan.next() { rows += batch.count }
    return rows
}

@Suite struct TypeTests {
    @Test(arguments: ["types.parquet", "types.arrow"])
    func everyTypeHasItsForm(name: String) throws {
        let path = fixture(name)
        let moment = 1_769_848_215_000_000_000.0
        for column in ["ts_s", "ts_ms", "ts_us", "ts_ns", "ts_zone"] {
            #expect(try numbers(path, column, .time) == [moment, moment, -.infinity], "\(column)")
        }
        for column in ["date32", "date64"] {
            #expect(try numbers(path, column, .time) == [1_769_817_600e9, 1_769_817_600e9, -.infinity], "\(column)")
        }
        for (column, expected) in [
            ("decimal", [1.25, -3.5]), ("wide_decimal", [1.25, -3.5]), ("float", [1.5, -2]), ("bool", [1, 0]),
            ("int64", [0x1p53, -7]),
            ("uint64", [0x1p53, 0x1p64]), ("number_dictionary", [5, 6]),
        ] {
            let values = try numbers(path, column)
            #expect(Array(values[..<2]) == expected && values[2].isNaN, "\(column)")
        }
        for column in ["large_string", "dictionary", "binary"] {
            #expect(try categories(path, column) == ["a", "b", nil], "\(column)")
        }
        #expect(try categories(path, "bool") == ["true", "false", nil])
        #expect(try categories(path, "uint64") == ["9007199254740993", "18446744073709551615", nil])
        #expect(try numbers(path, "nulls").allSatisfy(\.isNaN))
        #expect(try categories(path, "nulls") == [nil, nil, nil])
        #expect(try numbers(path, "int64", .integer)[1] == -7)
    }

    @Test func theArrowOnlyTypesAreReadToo() throws {
        #expect(try Array(numbers(fixture("types.arrow"), "half")[..<2]) == [1.5, -2])
        #expect(try categories(fixture("types.arrow"), "view") == ["a", "b", nil])
    }

    @Test(arguments: ["list", "struct", "time"])
    func whatHasNoNumberIsNamedWithItsType(column: String) {
        let text = message { _ = try numbers(fixture("types.parquet"), column) }
        #expect(text.contains("types.parquet: column '\(column)'") && text.contains(column) && !text.contains("\n"))
    }

    @Test func roundedIntegersAreSaid() throws {
        let scan = try DataFiles(fixture("types.parquet")).scan([("int64", .number), ("float", .number), ("uint64", .number)])
        while try scan.next() != nil {}
        #expect(scan.roundedColumns == ["int64", "uint64"])
    }

    @Test func twoColumnsOfOneNameAreRefusedAndOthersRead() throws {
        #expect(message { _ = try numbers(fixture("duplicate.arrow"), "x") }.contains("there are 2 columns 'x'"))
        #expect(try numbers(fixture("duplicate.arrow"), "y") == [5, 6])
    }
}

@Suite struct DirectoryTests {
    /// A directory with two tables.
    private func directory(_ first: [OutputColumn], _ second: [OutputColumn], ending: String) throws -> String {
        let directory = try temporaryDirectory()
        for (name, columns) in [("1", first), ("2", second)] {
            let writer = try ColumnWriter(directory.appending(path: "\(name).\(ending)").path)
            try writer.write(columns)
            try writer.close()
        }
        return directory.path
    }

    @Test(arguments: ["parquet", "arrow", "csv", "jsonl"])
    func aColumnThatALaterFileLacksIsNamedWithTheFile(ending: String) throws {
        let path = try directory(
            [OutputColumn("x", .numbers([1])), OutputColumn("y", .numbers([2]))], [OutputColumn("x", .numbers([3]))],
            ending: ending)
        #expect(try numbers(path, "x") == [1, 3])
        let text = message { _ = try numbers(path, "y") }
        #expect(text.contains("2.\(ending): there is no column 'y'"))
    }

    @Test(arguments: ["parquet", "arrow", "csv", "jsonl"])
    func aColumnThatChangesItsTypeIsNamedWithTheFile(ending: String) throws {
        let path = try directory([OutputColumn("x", .numbers([1.5]))], [OutputColumn("x", .texts(["abc"]))], ending: ending)
        let text = message { _ = try numbers(path, "x") }
        #expect(text.contains("2.\(ending): ") && text.contains("x") && !text.contains("\n"), "\(text)")
        let wider = try directory([OutputColumn("x", .integers([1]))], [OutputColumn("x", .numbers([2.5]))], ending: ending)
        #expect(try numbers(wider, "x") == [1, 2.5])
    }

    @Test func theRowsOfAllFilesAreCountedFromMetadata() throws {
        let column = [OutputColumn("x", .numbers([1, 2, 3]))]
        for ending in ["parquet", "arrow"] { #expect(try DataFiles(directory(column, column, ending: ending)).rowCount() == 6) }
        for ending in ["csv", "jsonl"] { #expect(try DataFiles(directory(column, column, ending: ending)).rowCount() == nil) }
    }

    @Test func codesMeanTheSameTextsThroughFilesAndBatches() throws {
        let path = try directory(
            [OutputColumn("s", .texts(["b", "a", nil, "b"]))], [OutputColumn("s", .texts(["c", "a", "b"]))], ending: "parquet")
        let scan = try DataFiles(path).scan([("s", .category)], batchRows: 2)
        var codes: [Int32] = []
        var dictionary: [String] = []
        while let batch = try scan.next() {
            #expect(batch.dictionaryEpoch(0) == 0 && Array(batch.dictionary(0).prefix(dictionary.count)) == dictionary)
            dictionary = batch.dictionary(0)
            batch.withCodes(0) { codes.append(contentsOf: $0) }
        }
        #expect(dictionary == ["b", "a", "c"] && codes == [0, 1, -1, 0, 2, 1, 0])
    }

    @Test func aColumnOfIdentifiersStartsItsCodesAnew() throws {
        let path = try temporaryDirectory().appending(path: "a.parquet").path
        let writer = try ColumnWriter(path)
        try writer.write([OutputColumn("id", .texts((0..<400_000).map { "id-\($0)" }))])
        try writer.close()
        let scan = try DataFiles(path).scan([("id", .category)])
        var row = 0
        var epoch = 0
        while let batch = try scan.next() {
            let dictionary = batch.dictionary(0)
            epoch = batch.dictionaryEpoch(0)
            #expect(dictionary.count <= 262_144 + batch.count)
            let isRight = batch.withCodes(0) { codes in
                codes.indices.allSatisfy { dictionary[Int(codes[$0])] == "id-\(row + $0)" }
            }
            #expect(isRight)
            row += batch.count
        }
        #expect(row == 400_000 && epoch == 1)
    }
}

@Suite struct DamageTests {
    @Test(arguments: ["a.csv", "a.parquet", "a.arrow", "a.jsonl"])
    func aFileWithoutBytesIsOneLine(name: String) throws {
        let path = try temporary(name, "")
        let text = message { _ = try readAll(path) }
        #expect(text.hasPrefix("\(path): ") && !text.contains("\n"))
    }

    @Test func aTableWithoutRowsHasNone() throws {
        #expect(try readAll(temporary("a.csv", "x,y\n")) == 0)
        #expect(try readAll(fixture("pq_zero_rows.parquet")) == 0)
    }

    @Test func aRowOfAnotherWidthOrWithoutAnEndIsOneLine() throws {
        let csv = try temporary("a.csv", "x,y\n1,2\n3\n")
        #expect(message { _ = try readAll(csv) }.hasPrefix("\(csv): "))
        let path = try temporary("a.jsonl", "{\"x\": 1}\n{\"x\": \n")
        #expect(message { _ = try readAll(path) }.hasPrefix("\(path): "))
    }

    @Test(arguments: ["a.csv", "a.parquet", "a.arrow", "a.jsonl", "types.parquet", "types.arrow", "pq_rowgroups_17.parquet"])
    func noDamageCrashes(name: String) throws {
        let directory = try temporaryDirectory()
        let good = name.hasPrefix("a.") ? directory.appending(path: name) : URL(filePath: fixture(name))
        if name.hasPrefix("a.") {
            let writer = try ColumnWriter(good.path)
            for start in [0, 50] {
                try writer.write([
                    OutputColumn("x", .numbers((0..<50).map { $0 % 7 == 0 ? nil : Double($0 + start) / 3 })),
                    OutputColumn("n", .integers((0..<50).map { Int64($0 * start) })),
                    OutputColumn("s", .texts((0..<50).map { $0 % 5 == 0 ? nil : "text \($0 % 4)" })),
                ])
            }
            try writer.close()
        }
        let bytes = [UInt8](try Data(contentsOf: good))
        let path = directory.appending(path: "damaged.\(good.pathExtension)")
        var random = SplitMix(11)
        for _ in 0..<30 {
            var damaged = bytes
            for _ in 0..<Int(1 + random.next() % 4) {
                let place = Int(random.next() % UInt64(damaged.count))
                switch random.next() % 4 {
                case 0: damaged[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: damaged[place] ^= 1 << UInt8(random.next() % 8)
                case 2: damaged.removeSubrange(place..<min(place + 1 + Int(random.next() % 16), damaged.count))
                default: damaged.removeLast(damaged.count - max(1, place))
                }
                if damaged.isEmpty { damaged = [0] }
            }
            try Data(damaged).write(to: path)
            for form in [nil, ColumnForm.category, .text] {
                let text = message { _ = try readAll(path.path, as: form) }
                #expect(text == "no error" || (text.hasPrefix("\(path.path): ") && !text.contains("\n")), "\(text)")
            }
        }
    }

    @Test func aScanThatIsLeftHalfwayEnds() throws {
        for _ in 0..<20 {
            let scan = try DataFiles(fixture("pq_rowgroups_17.parquet")).scan([("f64", .number)], batchRows: 1)
            _ = try scan.next()
        }
    }
}
