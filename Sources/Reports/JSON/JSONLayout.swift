internal import Foundation

/// Lays compact JSON out for people and line-wise diffs: two spaces a level, what holds no other container on one line.
enum JSONLayout {
    /// - Parameter compact: valid JSON without white space.
    /// - Returns: the same document, ending with a line feed. Control characters that JSON allows as they are, and those that
    ///   change the direction of text, are written as escapes.
    static func spread(_ compact: Data) -> String {
        let bytes = [UInt8](compact)
        let leaves = leafContainers(bytes)
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count * 5 / 4)
        var depth = 0
        var isLeaf = false
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\""):
                let end = endOfString(bytes, from: index)
                appendString(bytes[index...end], to: &out)
                index = end
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                out.append(byte)
                isLeaf = leaves.contains(index)
                if !isLeaf { breakLine(&out, depth + 1) }
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if !isLeaf { breakLine(&out, depth) }
                out.append(byte)
                isLeaf = false
            case UInt8(ascii: ","):
                out.append(byte)
                if isLeaf { out.append(UInt8(ascii: " ")) } else { breakLine(&out, depth) }
            case UInt8(ascii: ":"): out += [byte, UInt8(ascii: " ")]
            default: out.append(byte)
            }
            index += 1
        }
        out.append(UInt8(ascii: "\n"))
        return String(decoding: out, as: UTF8.self)
    }

    private static func breakLine(_ out: inout [UInt8], _ depth: Int) {
        out.append(UInt8(ascii: "\n"))
        out += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }

    /// Where the containers begin that hold no other one.
    private static func leafContainers(_ bytes: [UInt8]) -> Set<Int> {
        var open: [(start: Int, isLeaf: Bool)] = []
        var leaves: Set<Int> = []
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): index = endOfString(bytes, from: index)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if !open.isEmpty { open[open.count - 1].isLeaf = false }
                open.append((index, true))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if let last = open.popLast(), last.isLeaf { leaves.insert(last.start) }
            default: break
            }
            index += 1
        }
        return leaves
    }

    private static func endOfString(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, bytes.count - 1)
    }

    private static func appendString(_ bytes: ArraySlice<UInt8>, to out: inout [UInt8]) {
        guard bytes.contains(where: { $0 >= 0x7F }) else {
            out += bytes
            return
        }
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar.value >= 0x7F && VisibleText.isHidden(scalar) {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    out += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
                }
            } else {
                out += String(scalar).utf8
            }
        }
    }
}
