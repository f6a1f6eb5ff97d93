import Foundation
import Testing

/// The few rules of the house that a machine can hold. CONTRIBUTING.md says why each is there.
@Suite struct HouseRules {
    private let swift = SourceTree.files(in: ["Sources", "services", "Tests", "Benchmarks"], endings: ["swift"])
    private let code = SourceTree.files(
        in: ["Sources", "services", "Tests", "Benchmarks", "sdk-c", "web"],
        endings: ["swift", "c", "h", "cpp", "hpp", "ts", "tsx", "py"])

    @Test func noFileIsLongerThan800Lines() throws {
        #expect(!code.isEmpty)
        for path in code { #expect(try SourceTree.lines(path).count <= 800, "\(path)") }
    }

    @Test func statisticsIsPure() throws {
        let allowed: Set<String> = ["Glibc", "Statistics"]
        let files = swift.filter { $0.hasPrefix("Sources/Statistics/") }
        #expect(!files.isEmpty)
        for path in files {
            for (_, module) in try SourceTree.imports(path) { #expect(allowed.contains(module), "\(path) imports \(module)") }
            let text = try SourceTree.text(path)
            for word in [" async ", "await ", "DispatchQueue", "Task {"] { #expect(!text.contains(word), "\(path): \(word)") }
        }
    }

    @Test func aCModuleIsImportedByOneTargetAndInternally() throws {
        let owners = [
            "CGRPCShim": "RPC", "CPostgres": "Postgres", "CSpawn": "Processes", "CArrowShim": "Columnar", "CDriftWatch": "Demo",
        ]
        for path in swift where path.hasPrefix("Sources/") || path.hasPrefix("services/") {
            for (modifiers, module) in try SourceTree.imports(path) {
                guard let owner = owners[module] else { continue }
                #expect(path.hasPrefix("Sources/\(owner)/"), "\(path) imports \(module), which is \(owner)'s")
                #expect(modifiers == "internal" || modifiers.isEmpty, "\(path): \(modifiers) import \(module)")
            }
        }
    }

    @Test func servicesDoNotImportEachOther() throws {
        for path in swift where path.hasPrefix("Sources/") {
            let target = path.split(separator: "/")[1]
            guard target.hasSuffix("Service") else { continue }
            for (_, module) in try SourceTree.imports(path) {
                #expect(!module.hasSuffix("Service") || module == target, "\(path) imports \(module)")
            }
        }
    }

    @Test func onlyServiceRuntimeReadsTheEnvironment() throws {
        for path in swift where path.hasPrefix("Sources/") && !path.hasPrefix("Sources/ServiceRuntime/") {
            let text = try SourceTree.text(path)
            #expect(!text.contains("ProcessInfo.processInfo.environment") && !text.contains("getenv("), "\(path)")
        }
    }

    @Test func testsDoNotReachInsideModules() throws {
        let word = "@" + "testable"
        for path in swift { #expect(!(try SourceTree.text(path)).contains(word + " import"), "\(path)") }
    }

    @Test func namesSayWhatThingsAre() throws {
        let forbidden = ["Common", "Utils", "Util", "Shared", "Helpers", "Helper", "Manager", "Misc"]
        for path in swift {
            for part in path.split(separator: "/") {
                let name = part.replacingOccurrences(of: ".swift", with: "")
                #expect(!forbidden.contains { name == $0 || name.hasSuffix($0) && $0.count > 4 }, "\(path)")
            }
        }
    }

    @Test func everyFolderOfSourcesHasAShortReadme() throws {
        let folders = try FileManager.default.contentsOfDirectory(atPath: SourceTree.root.appending(path: "Sources").path)
        for folder in folders.sorted() where !folder.contains(".") && !["CArrow", "CPostgres"].contains(folder) {
            let path = "Sources/\(folder)/README.md"
            let lines = try? SourceTree.lines(path).count
            #expect(lines.map { $0 <= 41 } == true, "\(path): missing, or longer than 40 lines")
        }
    }

    @Test func aServiceIsWiring() throws {
        for path in swift where path.hasPrefix("services/") && path.hasSuffix("main.swift") {
            #expect(try SourceTree.lines(path).count <= 60, "\(path)")
        }
    }

    @Test func nothingIsLeftForLater() throws {
        let marks = ["TO" + "DO", "FIX" + "ME", "X" + "XX:"]
        for path in code {
            let text = try SourceTree.text(path)
            for mark in marks { #expect(!text.contains(mark), "\(path): \(mark)") }
        }
    }
}
