/// The numbers of the advisory locks that stream processes agree by. The first number of each lock is `space`.
package enum AdvisoryLock {
    /// Sets ours apart from anyone else's in the database ("DWAT").
    package static let space: Int32 = 0x4457_4154
    /// Held, shared, by every stream process that is alive. Partitions have the numbers from 0.
    package static let member: Int32 = 1_000_000
    /// Held while folding.
    package static let fold: Int32 = 1_000_001
}
