import ServiceRuntime
import Testing

@Suite struct SettingValues {
    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("30s", .seconds(30)), ("5m", .seconds(300)), ("2h", .seconds(7_200)),
        ("7d", .seconds(604_800)), ("0s", .zero),
    ])
    func aDurationIsANumberAndAUnit(text: String, duration: Duration) {
        #expect(Duration(settingText: text) == duration)
    }

    @Test(arguments: ["", "s", "5", "5 s", "-5s", "1.5h", "5w", "99999999999999999999s", "9999999d", "５s"])
    func anotherTextIsNoDuration(text: String) {
        #expect(Duration(settingText: text) == nil)
    }

    @Test(arguments: [("512", 512), ("64KiB", 65_536), ("4MiB", 4_194_304), ("1GiB", 1_073_741_824), ("10B", 10)])
    func aSizeIsANumberAndAUnit(text: String, bytes: Int) {
        #expect(ByteCount(settingText: text)?.bytes == bytes)
    }

    @Test(arguments: ["", "4MB", "-1", "MiB", "99999999999GiB", "1.5MiB"])
    func anotherTextIsNoSize(text: String) {
        #expect(ByteCount(settingText: text) == nil)
    }

    @Test(arguments: [
        ("127.0.0.1:7460", ListenAddress.host("127.0.0.1", port: 7460)), ("[::1]:0", .host("::1", port: 0)),
        ("localhost:65535", .host("localhost", port: 65_535)), ("unix:/run/dw.sock", .unix(path: "/run/dw.sock")),
    ])
    func anAddressIsAHostAndPortOrASocket(text: String, address: ListenAddress) {
        #expect(ListenAddress(settingText: text) == address)
    }

    @Test(arguments: ["", "7460", ":7460", "host:", "host:65536", "::1:80", "unix:relative", "a b:1", "host:-1"])
    func anotherTextIsNoAddress(text: String) {
        #expect(ListenAddress(settingText: text) == nil)
    }

    @Test func aSocketPathIsAtMost107Bytes() {
        #expect(ListenAddress(settingText: "unix:/" + String(repeating: "a", count: 106)) != nil)
        #expect(ListenAddress(settingText: "unix:/" + String(repeating: "a", count: 107)) == nil)
    }

    @Test func valuesAreReadBackAsTheyAreWritten() {
        for duration in [Duration.milliseconds(1_500), .seconds(90), .seconds(7_200), .zero, .seconds(172_800)] {
            #expect(Duration(settingText: duration.settingText) == duration)
        }
        for bytes in [0, 1, 1_023, 1_024, 5 << 20, 3 << 30] {
            #expect(ByteCount(settingText: ByteCount(bytes: bytes).settingText)?.bytes == bytes)
        }
        for address in [ListenAddress.host("::1", port: 1), .host("h", port: 2), .unix(path: "/s")] {
            #expect(ListenAddress(settingText: address.settingText) == address)
        }
    }
}
