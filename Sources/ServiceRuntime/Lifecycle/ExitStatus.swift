/// How a process ends.
package enum ExitStatus {
    /// All went well.
    package static let fine: Int32 = 0
    /// The answer is bad news, or a second signal cut the shutdown short.
    package static let badNews: Int32 = 1
    /// Wrong usage or input.
    package static let usage: Int32 = 2
    /// Our fault.
    package static let fault: Int32 = 70
}
