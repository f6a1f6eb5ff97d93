import FoundationEssentials

/// A certificate chain and its private key, in PEM.
package struct TLSIdentity: Sendable {
    /// The certificate, then those that signed it, without the root.
    package var certificateChain: String
    /// The certificate's private key.
    package var privateKey: String

    package init(certificateChain: String, privateKey: String) {
        self.certificateChain = certificateChain
        self.privateKey = privateKey
    }

    /// Reads both from PEM files.
    package init(certificateChainFile: String, privateKeyFile: String) throws(RPCSetupError) {
        certificateChain = try PEMFile.read(certificateChainFile, what: "certificate", marker: "CERTIFICATE-----")
        privateKey = try PEMFile.read(privateKeyFile, what: "private key", marker: "PRIVATE KEY-----")
    }
}

/// How a server uses TLS (1.2 and 1.3, with the core's ciphers).
package struct ServerTLS: Sendable {
    /// Who the server is.
    package var identity: TLSIdentity
    /// Who may sign clients' certificates, in PEM. nil (default): clients are not asked for one.
    package var clientRoots: String?
    /// mTLS: refuse clients without a certificate. Default true; without meaning when `clientRoots` is nil.
    package var requiresClientCertificate: Bool

    package init(identity: TLSIdentity, clientRoots: String? = nil, requiresClientCertificate: Bool = true) {
        self.identity = identity
        self.clientRoots = clientRoots
        self.requiresClientCertificate = requiresClientCertificate
    }
}

/// How a client uses TLS.
package struct ClientTLS: Sendable {
    /// Who may sign the server's certificate, in PEM. nil (default): the system's trust store.
    package var roots: String?
    /// Who the client is (mTLS). Default nil.
    package var identity: TLSIdentity?
    /// The name that the server's certificate must carry. nil (default): the address's host.
    package var serverName: String?

    package init(roots: String? = nil, identity: TLSIdentity? = nil, serverName: String? = nil) {
        self.roots = roots
        self.identity = identity
        self.serverName = serverName
    }
}

/// Reads PEM files and says clearly what is wrong with one.
package enum PEMFile {
    /// The file's text; `what` names it in errors, `marker` is what a line of it must hold.
    package static func read(_ path: String, what: String, marker: String) throws(RPCSetupError) -> String {
        let bytes: Data
        do {
            bytes = try Data(contentsOf: URL(filePath: path))
        } catch {
            throw RPCSetupError(
                code: .certificate, message: "cannot read the \(what) file \(path): check that it exists and is readable")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.contains(marker) else {
            throw RPCSetupError(
                code: .certificate, message: "the file \(path) holds no \(what) in PEM: expected a line with \(marker)")
        }
        return text
    }
}
