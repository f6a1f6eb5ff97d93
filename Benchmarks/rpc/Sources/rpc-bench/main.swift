import Foundation

// Compares the product's transport with stock grpc-swift-nio-transport, client and server each in a process of its own:
//   rpc-bench [<seconds a measurement> [<rounds>]]
// The other forms are what it starts itself:
//   rpc-bench serve core|nio            prints its port, ends with its input
//   rpc-bench client core|nio <port> unary|stream <callers> <seconds>

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "serve" where arguments.count == 2:
    try await BenchServer.run(Transport(arguments[1]))
case "client" where arguments.count == 6:
    try await BenchClient.run(
        Transport(arguments[1]), port: Int(arguments[2])!, scenario: arguments[3], callers: Int(arguments[4])!,
        seconds: Double(arguments[5])!)
default:
    try Comparison(seconds: arguments.first ?? "2", rounds: arguments.count > 1 ? Int(arguments[1])! : 3).run()
}
