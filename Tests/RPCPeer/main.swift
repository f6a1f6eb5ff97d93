import Foundation

// A program at one end of a call, for the conformance tests against other implementations:
//   RPCPeer serve <address>… [--certificate F --key F [--client-roots F]] [--descriptors F] [--receive-max N] [--grace-ms N]
//   RPCPeer call <address> [--roots F [--certificate F --key F] [--server-name N]] [--receive-max N]
// `serve` prints "listening <address>" for each address, then "ready", and ends gracefully on SIGTERM or at the end of its input.
// `call` reads one call a line as JSON (PeerCall) and answers each with a line of JSON (PeerAnswer).

do {
    let arguments = try PeerArguments(Array(CommandLine.arguments.dropFirst()))
    switch arguments.command {
    case "serve": try await PeerServer.run(arguments)
    case "call": try await PeerClient.run(arguments)
    default: throw PeerArguments.Fault(message: "unknown command \(arguments.command): say serve or call")
    }
} catch {
    FileHandle.standardError.write(Data("RPCPeer: \(error)\n".utf8))
    exit(2)
}
