import Foundation
import Testing

/// The module against the values of the trusted libraries. Other folders of the same form: `GOLDEN_DIR=a:b swift test --filter Golden`.
@Suite struct GoldenTests {
    @Test func GoldenFoldersHoldCases() throws {
        let folders = try GoldenFolder.all()
        #expect(!folders.isEmpty)
        for folder in folders { #expect(!folder.cases.isEmpty, "\(folder.path.path) holds no cases") }
    }

    @Test func GoldenCasesAgree() throws {
        for folder in try GoldenFolder.all() {
            var (answered, compared, agreeing) = (0, 0, 0)
            for golden in folder.cases {
                guard let answer = answer(golden, in: folder) else { continue }
                answered += 1
                let comparison = Comparison(golden, answer: answer)
                compared += comparison.compared
                if comparison.differences.isEmpty { agreeing += 1 }
                if comparison.compared == 0 { Issue.record("\(golden.family)/\(golden.id): nothing was compared") }
                for fault in comparison.reproduced {
                    print("golden \(folder): the library's fault reproduced in \(golden.family)/\(golden.id)\(fault)")
                }
                for fault in comparison.setAside { print("golden \(folder): set aside \(golden.family)/\(golden.id)\(fault)") }
                for difference in comparison.differences.prefix(6) {
                    Issue.record("\(golden.family)/\(golden.id)\(difference)")
                }
            }
            print(
                "golden \(folder): \(folder.cases.count) cases, \(answered) answered, \(agreeing) agree, \(compared) values compared"
            )
            #expect(answered == folder.cases.count)
        }
    }

    /// The module's answer; a case that nothing answers, or whose inputs cannot be read, is an issue.
    private func answer(_ golden: GoldenCase, in folder: GoldenFolder) -> Value? {
        do {
            if let answer = try Answers.answer(golden, in: folder) { return answer }
            Issue.record("\(golden.family)/\(golden.id): nothing answers \(golden.function)")
        } catch {
            Issue.record("\(golden.family)/\(golden.id): \(error)")
        }
        return nil
    }
}
