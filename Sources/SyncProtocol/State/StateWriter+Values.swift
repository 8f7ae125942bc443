import CausalHistory
import SignedLogs

extension StateWriter {
  mutating func write<Item>(list: [Item], _ item: (inout StateWriter, Item) -> Void) {
    write(count: list.count)
    for element in list { item(&self, element) }
  }

  mutating func write(_ dot: Dot) {
    write(dot.logIndex)
    write(dot.counter)
  }

  mutating func write(_ value: SharedValue) {
    switch value {
    case .text(let text):
      write(byte: 1)
      write(text: text)
    case .number(let number):
      write(byte: 2)
      write(signed: number)
    case .truth(let truth):
      write(byte: 3)
      write(truth: truth)
    case .day(let day):
      write(byte: 4)
      write(signed: Int64(day))
    case .code(let code):
      write(byte: 5)
      write(text: code)
    case .content(let content):
      write(byte: 6)
      write(bytes: content)
    }
  }

  mutating func write(_ sibling: Sibling) {
    write(sibling.dot)
    write(sibling.value)
    write(sibling.hybridTime.rawValue)
    write(text: sibling.actor)
  }
}
