/// What the columns of a file are. A column that is not named is a feature.
package struct ColumnRoles: Sendable {
    /// The column with the predicted class.
    package var prediction: String?
    /// The column with the score of the predicted or positive class.
    package var score: String?
    /// The column with the predicted value of a regression.
    package var value: String?
    /// Columns to look at; empty: all.
    package var features: Set<String> = []
    /// Columns to leave out: identifiers, labels, times.
    package var ignored: Set<String> = []
    /// Features that are numbers whatever the file says.
    package var numeric: Set<String> = []
    /// Features that are categories whatever the file says: codes written as numbers.
    package var categorical: Set<String> = []

    package init() {}

    /// Every column that is looked at by name, and so must be there.
    var used: Set<String> {
        var names = features.union(numeric).union(categorical)
        names.formUnion([prediction, score, value].compactMap(\.self))
        return names
    }
}
