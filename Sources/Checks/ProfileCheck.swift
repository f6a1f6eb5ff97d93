internal import Columnar
internal import FileProfiles
internal import Foundation
internal import Reports
internal import Statistics

/// A check in which a side is a profile that `driftwatch profile` wrote: scores come from its bins, with their error bound.
struct ProfileCheck {
    private let reference: String
    private let production: String
    private let configuration: CheckConfiguration

    init(_ reference: String, _ production: String, _ configuration: CheckConfiguration) {
        self.reference = reference
        self.production = production
        self.configuration = configuration
    }

    /// nil when both sides are data.
    func run(created: Double) throws -> CheckReport? { nil }
}
