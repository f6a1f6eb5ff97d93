/// How many partitions each of several equal processes should work on.
package enum FairShare {
    /// The most partitions that one of `members` processes keeps, so that together they can hold all of them.
    package static func partitions(of partitionCount: Int, members: Int) -> Int {
        let members = max(members, 1)
        return (partitionCount + members - 1) / members
    }
}
