/// Which column a fault is about, without making a text before one is needed.
enum ColumnName: CustomStringConvertible {
    /// A column that every batch can have.
    case field(StaticString)
    case feature(Int, String)
    case metadata(Int, String)

    var description: String {
        switch self {
        case .field(let name): "\(name)"
        case .feature(let index, let name): "features[\(index)] ('\(name)')"
        case .metadata(let index, let key): "metadata[\(index)] ('\(key)')"
        }
    }
}
