import Columnar
import Foundation
import Testing

private let table = """
    id,age,region,seen,ok
    1,25,EU,2026-01-01T00:00:00Z,true
    2,61,US,2026-01-02T00:00:00Z,false
    3,,EU,2026-01-03T00:00:00Z,true
    4,60.5,,2026-01-04T00:00:00Z,
    5,nan,ASIA,,false
    6,90,it's,2026-01-05T00:00:00Z,true

    """

/// Conditions and the ids of the rows that they keep. A missing value is in neither half.
private let expectations = """
    age > 60 => 2 4 6
    age >= 60.5 => 2 4 6
    not age > 60 => 1
    age != 25 => 2 4 6
    60 < age => 2 4 6
    age is null => 3 5
    age is not null => 1 2 4 6
    NOT (age IS NULL) => 1 2 4 6
    region = 'EU' => 1 3
    region != 'EU' => 2 5 6
    region == "it's" or region = 'it''s' => 6
    region in ('EU', 'US') => 1 2 3
    region not in ('EU', 'US') => 5 6
    region is null => 4
    age > 60 and region in ('US') => 2
    age > 60 && !(region = 'US') || id == 1 => 1 6
    not (age > 60 or region = 'EU') =>
    `age` <= 25.0 => 1
    ok = true => 1 3 6
    id = '2' => 2
    seen >= '2026-01-04' => 4 6
    seen < '2026-01-02T12:00:00Z' => 1 2
    age < -1e300 =>
    id >= 5.5 => 6
    id = 2.5 =>
    id != 2.5 => 1 2 3 4 5 6
    id < 1e300 => 1 2 3 4 5 6
    """

/// The ids of the rows for which a condition holds, read by dropping the others and by marking.
private func ids(_ path: String, _ filter: RowFilter) throws -> [Double] {
    let dropped = try numbers(path, "id", where: filter)
    let scan = try DataFiles(path).scan([("id", .number)], marks: [.isMissing("id"), filter])
    var marked: [Double] = []
    while let batch = try scan.next() {
        batch.withNumbers(0) { values in
            batch.withMarks(1) { marks in for row in marks.indices where marks[row] == 1 { marked.append(values[row]) } }
        }
        #expect(batch.withMarks(0) { $0.allSatisfy { $0 == 0 } })
    }
    #expect(marked == dropped)
    return dropped
}

@Suite struct FilterTests {
    @Test func aConditionKeepsItsRowsInEveryForm() throws {
        let path = try temporary("a.csv", table)
        for line in expectations.split(separator: "\n") {
            let (condition, rows) = try #require(
                line.firstRange(of: " =>").map { (line[..<$0.lowerBound], line[$0.upperBound...]) })
            let expected = rows.split(separator: " ").compactMap { Double($0) }
            #expect(try ids(path, RowFilter(parsing: String(condition))) == expected, "\(condition)")
        }
    }

    @Test func aColumnCanBeFilteredAndReadInTwoForms() throws {
        let scan = try DataFiles(temporary("a.csv", table)).scan(
            [("age", .number), ("age", .category), ("region", .category)], where: .compare("age", .less, .text("70")))
        let batch = try #require(try scan.next())
        #expect(batch.withNumbers(0) { Array($0) } == [25, 61, 60.5])
        let (codes, dictionary) = batch.categories(1)
        #expect(codes.map { dictionary[Int($0)] } == ["25", "61", "60.5"])
    }

    @Test func rowGroupsThatCannotMatchAreNotRead() throws {
        let path = fixture("pq_rowgroups_17.parquet")
        let all = try numbers(path, "ts_us", .time)
        let integers = try numbers(path, "i32")
        let groups = stride(from: 0, to: integers.count, by: 17).map { integers[$0..<min($0 + 17, integers.count)] }
        let needed = groups.count { $0.contains { $0 > 2.1e9 } }
        let scan = try DataFiles(path).scan([("i32", .number)], where: .compare("i32", .greater, .number(2.1e9)))
        var kept: [Double] = []
        while let batch = try scan.next() { batch.withNumbers(0) { kept.append(contentsOf: $0) } }
        #expect(kept == integers.filter { $0 > 2.1e9 })
        #expect(needed > 0 && needed < groups.count)
        #expect(scan.rowGroups.read == needed)
        #expect(scan.rowGroups.skipped == groups.count - needed)
        let middle = Int64(all.filter { $0 > 0 }.sorted()[100])
        let filter = RowFilter.compare("ts_us", .lessOrEqual, .time(middle))
        #expect(try numbers(path, "ts_us", .time, where: filter) == all.filter { $0 > -1e300 && Int64($0) <= middle })
    }

    @Test func aConditionOnAnAbsentColumnOrOfAnotherTypeIsOneLine() throws {
        let path = fixture("pq_polars.parquet")
        #expect(message { _ = try numbers(path, "i32", where: .isMissing("nope")) }.contains("there is no column 'nope'"))
        let text = message { _ = try numbers(path, "i32", where: .compare("f64", .less, .text("abc"))) }
        #expect(text.contains("pq_polars.parquet") && text.contains("column 'f64' holds double") && text.contains("'abc'"))
    }

    @Test(arguments: [
        "", "age >", "age > 60 and", "(age > 1", "age in ()", "age ? 1", "'a' = 'b'", "age = 'x", "1 = 2", "age = 1x", "a b",
    ])
    func whatIsNoConditionIsRefused(text: String) {
        #expect(throws: ColumnarError.self) { try RowFilter(parsing: text) }
    }

    @Test func noTextBreaksTheParser() throws {
        let deep = String(repeating: "(", count: 100_000) + "a=1"
        #expect(throws: ColumnarError.self) { try RowFilter(parsing: deep) }
        var random = SplitMix(7)
        let pieces = [
            "age", ">", "=", "(", ")", "'", "\"", "`", "and", "not", "in", "is", "null", "1", "-", ".", "e", ",", "é", "\u{0}",
            " ",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int(random.next() % 12)).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            _ = try? RowFilter(parsing: text)
        }
    }
}
