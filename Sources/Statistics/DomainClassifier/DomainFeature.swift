/// One column of both samples, for telling them apart.
package struct DomainFeature: Sendable {
    /// Numbers: NaN is missing, infinities are values. Categories: codes from 0; a negative code is missing.
    package enum Values: Sendable {
        case numbers(reference: [Double], current: [Double])
        case categories(reference: [Int32], current: [Int32])
    }

    package let name: ExactText
    package let values: Values

    package init(_ name: ExactText, _ values: Values) {
        self.name = name
        self.values = values
    }

    package var countReference: Int {
        switch values {
        case .numbers(let reference, _): reference.count
        case .categories(let reference, _): reference.count
        }
    }

    package var countCurrent: Int {
        switch values {
        case .numbers(_, let current): current.count
        case .categories(_, let current): current.count
        }
    }

    /// Only some rows of each side.
    func rows(reference: [Int], current: [Int]) -> DomainFeature {
        switch values {
        case .numbers(let a, let b):
            DomainFeature(name, .numbers(reference: reference.map { a[$0] }, current: current.map { b[$0] }))
        case .categories(let a, let b):
            DomainFeature(name, .categories(reference: reference.map { a[$0] }, current: current.map { b[$0] }))
        }
    }
}
