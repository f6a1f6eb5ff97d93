import Foundation
import RPC

/// The command line: a command, addresses, and options with one value each.
struct PeerArguments {
    struct Fault: Error, CustomStringConvertible {
        let message: String
        var description: String { message }
    }

    let command: String
    let addresses: [String]
    private let options: [String: String]

    init(_ words: [String]) throws {
        guard let first = words.first else { throw Fault(message: "say serve or call") }
        command = first
        var addresses: [String] = []
        var options: [String: String] = [:]
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            if word.hasPrefix("--") {
                guard let value = rest.popFirst() else { throw Fault(message: "\(word) needs a value") }
                options[String(word.dropFirst(2))] = value
            } else {
                addresses.append(word)
            }
        }
        guard !addresses.isEmpty else { throw Fault(message: "give an address") }
        self.addresses = addresses
        self.options = options
    }

    func text(_ option: String) -> String? { options[option] }

    func number(_ option: String) -> Int? { options[option].flatMap { Int($0) } }

    func file(_ option: String) throws -> Data? {
        try options[option].map { try Data(contentsOf: URL(filePath: $0)) }
    }

    /// `--certificate` and `--key`.
    func identity() throws -> TLSIdentity? {
        guard let certificate = options["certificate"], let key = options["key"] else { return nil }
        return try TLSIdentity(certificateChainFile: certificate, privateKeyFile: key)
    }

    func pem(_ option: String) throws -> String? {
        try options[option].map { try PEMFile.read($0, what: "certificate", marker: "CERTIFICATE-----") }
    }
}
