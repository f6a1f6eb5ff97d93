package import FileProfiles

/// What to compare and how.
package struct CheckConfiguration: Sendable {
    /// What the columns are.
    package var roles = ColumnRoles()

    package init() {}
}
