internal import CArrowShim

/// A condition as the shim has it, freed with the object.
final class ShimFilter {
    let pointer: OpaquePointer

    init(_ filter: RowFilter) {
        switch filter {
        case .compare(let column, let comparison, let constant):
            pointer = withLiterals([constant]) { dwa_filter_compare(column, comparison.shim, $0.baseAddress) }
        case .isIn(let column, let constants):
            pointer = withLiterals(constants) { dwa_filter_in(column, $0.baseAddress, $0.count) }
        case .isMissing(let column): pointer = dwa_filter_missing(column)
        case .not(let part):
            let inner = ShimFilter(part)
            pointer = withExtendedLifetime(inner) { dwa_filter_not(inner.pointer) }
        case .all(let parts): pointer = Self.joined(parts, dwa_filter_all)
        case .any(let parts): pointer = Self.joined(parts, dwa_filter_any)
        }
    }

    deinit { dwa_filter_free(pointer) }

    private static func joined(
        _ parts: [RowFilter], _ join: (UnsafePointer<OpaquePointer?>?, Int) -> OpaquePointer?
    ) -> OpaquePointer {
        let inner = parts.map { ShimFilter($0) }
        let pointers: [OpaquePointer?] = inner.map(\.pointer)
        return withExtendedLifetime(inner) { pointers.withUnsafeBufferPointer { join($0.baseAddress, $0.count)! } }
    }
}

/// Gives the constants in the shim's form, which live for the call.
private func withLiterals(_ constants: [RowFilter.Constant], _ body: (UnsafeBufferPointer<dwa_literal>) -> OpaquePointer?)
    -> OpaquePointer
{
    var texts: [CChar] = []
    var places: [(start: Int, count: Int)] = []
    for constant in constants {
        let start = texts.count
        if case .text(let text) = constant { texts.append(contentsOf: text.utf8.map { CChar(bitPattern: $0) }) }
        places.append((start, texts.count - start))
    }
    // So that the buffer has an address also when there is no text.
    texts.append(0)
    return texts.withUnsafeBufferPointer { buffer in
        let literals = zip(constants, places).map { constant, place in
            var literal = dwa_literal()
            switch constant {
            case .number(let number):
                literal.kind = DWA_NUMBER
                literal.number = number
            case .integer(let integer):
                literal.kind = DWA_INTEGER
                literal.integer = integer
            case .text:
                literal.kind = DWA_TEXT
                literal.text = buffer.baseAddress! + place.start
                literal.length = place.count
            case .boolean(let value):
                literal.kind = DWA_BOOLEAN
                literal.integer = value ? 1 : 0
            case .time(let nanoseconds):
                literal.kind = DWA_TIME
                literal.integer = nanoseconds
            }
            return literal
        }
        return literals.withUnsafeBufferPointer { body($0)! }
    }
}

extension RowFilter.Comparison {
    var shim: dwa_comparison {
        switch self {
        case .equal: DWA_EQUAL
        case .notEqual: DWA_NOT_EQUAL
        case .less: DWA_LESS
        case .lessOrEqual: DWA_LESS_OR_EQUAL
        case .greater: DWA_GREATER
        case .greaterOrEqual: DWA_GREATER_OR_EQUAL
        }
    }
}
