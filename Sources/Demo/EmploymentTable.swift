internal import Columnar

/// A file of the employment example in memory: the model's inputs and answers as columns.
///
/// Row-major lookups are cheap: numbers are arrays, categories are codes into one dictionary for the whole file.
struct EmploymentTable {
    /// A feature's column.
    struct Feature {
        let name: String
        let values: Values
    }

    enum Values {
        /// NaN where missing.
        case numbers([Double])
        /// -1 where missing.
        case categories(codes: [Int32], dictionary: [String])
    }

    /// Rows.
    let count: Int
    /// The rows' names in the file, which serve as request ids.
    let ids: [String]
    /// The survey's years, one a row.
    let years: [Int64]
    /// The model's inputs, in the file's order.
    let features: [Feature]
    /// The model's answer: "1" employed, "0" not.
    let predictedClass: Feature
    /// The model's probability of "1".
    let score: [Double]

    /// What is neither an input of the model nor its answer.
    private static let others: Set<String> = ["id", "year", "employed", "prediction", "predicted_probability"]

    /// Reads a file.
    /// - Throws: `ColumnarError` when it is not there or not of this example.
    init(path: String) throws {
        let files = try DataFiles(path)
        let inputs = files.columns.filter { !Self.others.contains($0.name) }
        var builders = inputs.map { ColumnBuilder(name: $0.name, isNumber: $0.form == .number) }
        var answer = ColumnBuilder(name: "prediction", isNumber: false)
        var ids: [String] = []
        var years: [Int64] = []
        var score: [Double] = []

        let requests: [(name: String, form: ColumnForm)] =
            [("id", .text), ("year", .integer), ("prediction", .category), ("predicted_probability", .number)]
            + inputs.map { ($0.name, $0.form == .number ? .number : .category) }
        let scan = try files.scan(requests)
        while let batch = try scan.next() {
            ids += batch.texts(0).map { $0 ?? "" }
            years += batch.integers(1)
            answer.append(batch, 2)
            batch.withNumbers(3) { score += $0 }
            for index in builders.indices { builders[index].append(batch, index + 4) }
        }
        self.count = ids.count
        self.ids = ids
        self.years = years
        self.score = score
        self.predictedClass = answer.feature
        self.features = builders.map(\.feature)
    }
}

/// Gathers a column from batches whose dictionaries differ.
private struct ColumnBuilder {
    let name: String
    let isNumber: Bool
    private var numbers: [Double] = []
    private var codes: [Int32] = []
    private var dictionary: [String] = []
    private var places: [[UInt8]: Int32] = [:]

    init(name: String, isNumber: Bool) {
        self.name = name
        self.isNumber = isNumber
    }

    mutating func append(_ batch: ColumnBatch, _ column: Int) {
        if isNumber {
            batch.withNumbers(column) { numbers += $0 }
            return
        }
        let (batchCodes, texts) = batch.categories(column)
        let mapped = texts.map { text in
            let bytes = Array(text.utf8)
            if let place = places[bytes] { return place }
            let place = Int32(dictionary.count)
            places[bytes] = place
            dictionary.append(text)
            return place
        }
        codes += batchCodes.map { $0 < 0 ? -1 : mapped[Int($0)] }
    }

    var feature: EmploymentTable.Feature {
        .init(name: name, values: isNumber ? .numbers(numbers) : .categories(codes: codes, dictionary: dictionary))
    }
}
