import Foundation

/// Any JSON, comparable.
indirect enum JSON: Equatable, Sendable, Decodable, CustomStringConvertible {
    case null, bool(Bool), number(Double), string(String), array([JSON]), object([String: JSON])

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSON].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSON].self))
        }
    }

    init(_ value: String?) { self = value.map(JSON.string) ?? .null }
    init<N: BinaryInteger>(_ value: N?) { self = value.map { .number(Double($0)) } ?? .null }
    init(_ values: [String]) { self = .array(values.map(JSON.string)) }

    var description: String {
        switch self {
        case .null: "null"
        case .bool(let bool): "\(bool)"
        case .number(let number): "\(number)"
        case .string(let string): "\"\(string)\""
        case .array(let array): "\(array)"
        case .object(let object): "\(object)"
        }
    }
}

/// An object of JSON that is read to the end: a key that nobody asked for is a mistake.
final class Fields {
    private let fields: [String: JSON]
    private var left: Set<String>

    init(_ json: JSON?) throws {
        guard case .object(let fields) = json ?? .object([:]) else { throw Broken("\(json ?? .null) is no object") }
        (self.fields, left) = (fields, Set(fields.keys))
    }

    func any(_ key: String) -> JSON? {
        left.remove(key)
        return fields[key]
    }

    func mayText(_ key: String) throws -> String? {
        guard let value = any(key) else { return nil }
        guard case .string(let text) = value else { throw Broken("\(key) is no text") }
        return text
    }

    func text(_ key: String) throws -> String { try needed(mayText(key), key) }

    func mayNumber(_ key: String) throws -> Double? {
        guard let value = any(key) else { return nil }
        guard case .number(let number) = value else { throw Broken("\(key) is no number") }
        return number
    }

    func number(_ key: String) throws -> Double { try needed(mayNumber(key), key) }

    func flag(_ key: String) throws -> Bool {
        guard let value = any(key) else { return false }
        guard case .bool(let flag) = value else { throw Broken("\(key) is neither true nor false") }
        return flag
    }

    func list(_ key: String) throws -> [JSON] {
        guard let value = any(key) else { return [] }
        guard case .array(let list) = value else { throw Broken("\(key) is no list") }
        return list
    }

    func texts(_ key: String) throws -> [String] {
        try list(key).map { item in
            guard case .string(let text) = item else { throw Broken("\(key) has \(item), which is no text") }
            return text
        }
    }

    func end() throws {
        guard left.isEmpty else { throw Broken("nobody knows \(left.sorted())") }
    }

    private func needed<T>(_ value: T?, _ key: String) throws -> T {
        guard let value else { throw Broken("\(key) is missing") }
        return value
    }
}
