import Columnar
import Foundation
import Testing

@Suite struct ReadingTests {
    @Test(arguments: ["pq_polars.parquet", "pq_rowgroups_17.parquet", "pq_int96_timestamps.parquet", "pq_nested_extra.parquet"])
    func everyWritersParquetGivesTheSameColumns(name: String) throws {
        let doubles = try numbers(fixture(name), "f64")
        #expect(doubles.count == 253)
        #expect(doubles.filter(\.isNaN).count == 50)
        #expect(abs(doubles.filter { !$0.isNaN }.reduce(0, +) - -15.113048694695447) < 1e-9)
        let texts = try categories(fixture(name), "s")
        #expect(texts.filter { $0 == nil }.count == 24)
        // Composed and decomposed accents stay apart, which Swift's == would merge.
        #expect(texts.filter { $0.map { Array($0.unicodeScalars) } == Array("caf\u{e9}".unicodeScalars) }.count == 24)
        let scan = try DataFiles(fixture(name)).scan([("i64", .integer), ("ts_us", .time), ("dec", .number)])
        let batch = try #require(try scan.next())
        #expect(batch.integers(0)[0] == -3_024_042_291_054_190_573)
        #expect(batch.integers(1)[0] == 606_909_516_758_220_000)
        #expect(batch.withNumbers(2) { $0[0] } == 2059.10)
    }

    @Test func batchesComeInOrderWhateverTheirSize() throws {
        let whole = try numbers(fixture("pq_rowgroups_17.parquet"), "i32")
        let pieces = try numbers(fixture("pq_rowgroups_17.parquet"), "i32", batchRows: 5)
        #expect(whole.map(\.bitPattern) == pieces.map(\.bitPattern))
    }

    @Test func csvKeepsTextsAsTheyAre() throws {
        let path = try temporary("a.csv", "id,region,x\n1,NA,1.5\n2,,\n3,007,nan\n4,\"a,b\",-inf\n")
        #expect(try categories(path, "region") == ["NA", nil, "007", "a,b"])
        let x = try numbers(path, "x")
        #expect(x[0] == 1.5 && x[1].isNaN && x[2].isNaN && x[3] == -.infinity)
        #expect(try categories(path, "id") == ["1", "2", "3", "4"])
    }

    @Test func csvWithByteOrderMarkAndQuotedNewlines() throws {
        for name in ["csv_crlf_quotes.csv", "csv_lf_bom.csv"] {
            let scores = try numbers(fixture(name), "score")
            #expect(scores.count == 40 && scores.filter(\.isNaN).count == 3)
            #expect(abs(scores.filter { !$0.isNaN }.reduce(0, +) - 6.909317876323927) < 1e-12)
            #expect(try categories(fixture(name), "name").filter { $0 == "new\nline" }.count == 6)
        }
    }

    @Test func jsonLinesAndGlobs() throws {
        let first = try temporary("a-1.jsonl", "{\"x\": 1, \"s\": \"u\"}\n{\"x\": null, \"s\": \"v\"}\n")
        let directory = URL(filePath: first).deletingLastPathComponent()
        try Data("{\"x\": 3, \"s\": \"u\"}\n".utf8).write(to: directory.appending(path: "a-2.jsonl"))
        for path in [directory.path, directory.appending(path: "a-*.jsonl").path] {
            let x = try numbers(path, "x")
            #expect(x.count == 3 && x[0] == 1 && x[1].isNaN && x[2] == 3)
            #expect(try categories(path, "s") == ["u", "v", "u"])
        }
    }

    @Test func anEmptyFileHasColumnsAndNoRows() throws {
        #expect(try numbers(fixture("pq_zero_rows.parquet"), "f64").isEmpty)
    }
}

@Suite struct RefusalTests {
    @Test(arguments: ["bad_bad_magic", "bad_truncated", "bad_zero_bytes", "bad_footer_len_huge", "bad_flipped_byte_mid"])
    func aDamagedFileIsOneLineThatNamesIt(name: String) throws {
        let path = fixture("\(name).parquet")
        let text = message {
            let files = try DataFiles(path)
            let scan = try files.scan(files.columns.map { ($0.name, .category) })
            while try scan.next() != nil {}
        }
        #expect(!text.contains("\n"))
        // A flipped byte in a page without a checksum may read as other values; it must not crash.
        if name != "bad_flipped_byte_mid" { #expect(text.contains(path)) }
    }

    @Test func aMissingColumnIsNamedWithThoseThatThereAre() throws {
        let text = message { _ = try DataFiles(fixture("pq_polars.parquet")).scan([("age", .number)]) }
        #expect(
            text.hasSuffix(
                "there is no column 'age'; the columns are i8, i32, i64, u32, f32, f64, b, s, low, all_null, ts_us, date, dec"))
    }

    @Test func aValueOfAnotherTypeIsNamed() throws {
        let parquet = message { _ = try numbers(fixture("pq_polars.parquet"), "s") }
        #expect(parquet.contains("pq_polars.parquet") && parquet.contains("column 's'"))
        let csv = message { _ = try numbers(try temporary("a.csv", "x\n1\nabc\n"), "x") }
        #expect(csv.contains("a.csv") && csv.contains("abc"))
        let time = message { _ = try numbers(fixture("pq_polars.parquet"), "ts_us") }
        #expect(time.contains("column 'ts_us'") && time.contains("not numbers"))
    }

    @Test func aFileThatIsNotThereOrHasNoKnownEnding() throws {
        #expect(message { _ = try DataFiles("/nowhere/a.parquet") } == "/nowhere/a.parquet: there is no such file or directory")
        #expect(message { _ = try DataFiles("/nowhere/*.parquet") } == "/nowhere/*.parquet: no file matches")
        #expect(message { _ = try DataFiles("/nowhere/a.txt") } == "/nowhere/a.txt: there is no such file or directory")
        #expect(message { _ = try DataFiles(try temporary("a.txt", "x\n1\n")) }.contains("does not tell the format"))
    }
}
