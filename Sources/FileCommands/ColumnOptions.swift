internal import ArgumentParser
internal import FileProfiles
internal import Foundation

/// What the columns of a file are.
struct ColumnOptions: ParsableArguments {
    @Option(help: "Column with the predicted class.")
    var prediction: String?

    @Option(help: "Column with the score of the predicted or positive class.")
    var score: String?

    @Option(help: "Column with the predicted value of a regression.")
    var value: String?

    @Option(help: "Features, with commas; default: every column that is nothing else.")
    var features: String = ""

    @Option(help: "Columns to leave out, with commas: identifiers, labels.")
    var ignore: String = ""

    @Option(help: "Features that are numbers, with commas.")
    var numeric: String = ""

    @Option(help: "Features that are categories, with commas.")
    var categorical: String = ""

    var roles: ColumnRoles {
        var roles = ColumnRoles()
        roles.prediction = prediction
        roles.score = score
        roles.value = value
        roles.features = names(features)
        roles.ignored = names(ignore)
        roles.numeric = names(numeric)
        roles.categorical = names(categorical)
        return roles
    }

    private func names(_ list: String) -> Set<String> {
        Set(list.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty })
    }
}
