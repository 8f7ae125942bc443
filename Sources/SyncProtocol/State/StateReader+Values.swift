import CausalHistory
import SignedLogs

extension StateReader {
  mutating func hybridTime() throws -> HybridTime { HybridTime(rawValue: try number()) }

  mutating func dot() throws -> Dot { Dot(logIndex: try number32(), counter: try number()) }

  mutating func value() throws -> SharedValue {
    switch try byte() {
    case 1: return .text(try text())
    case 2: return .number(try signed())
    case 3: return .truth(try truth())
    case 4:
      guard let day = Int32(exactly: try signed()) else { throw failure("a day is out of range") }
      return .day(day)
    case 5: return .code(try text())
    case 6: return .content(try content())
    default: throw failure("the kind of a value is unknown")
    }
  }

  mutating func sibling() throws -> Sibling {
    Sibling(dot: try dot(), value: try value(), hybridTime: try hybridTime(), actor: try text())
  }
}
