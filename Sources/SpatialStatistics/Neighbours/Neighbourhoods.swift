/// Who neighbours whom among a number of places: 0/1 weights, each place's neighbours in ascending order.
///
/// Held in compressed rows: 4 bytes a link and 8 a place.
public struct Neighbourhoods: Hashable, Sendable {
  private let starts: [Int]
  private let members: [Int32]

  /// - Parameter lists: For each place the places that neighbour it, from 0; in any order, and a place may
  ///   stand in its own list. A place that stands in a list twice counts once.
  /// - Precondition: Every place named is one of the places.
  public init(_ lists: [[Int]]) {
    var starts = [0]
    var members: [Int32] = []
    for list in lists {
      var last: Int?
      for member in list.sorted() where member != last {
        precondition(lists.indices.contains(member), "A neighbour is one of the places.")
        members.append(Int32(member))
        last = member
      }
      starts.append(members.count)
    }
    self.starts = starts
    self.members = members
  }

  /// How many places there are.
  public var count: Int { starts.count - 1 }

  /// How many links there are, each way counted.
  public var linkCount: Int { members.count }

  /// A place's neighbours, ascending.
  public subscript(place: Int) -> ArraySlice<Int32> { members[starts[place]..<starts[place + 1]] }

  /// How many neighbours a place has.
  public func size(of place: Int) -> Int { starts[place + 1] - starts[place] }

  /// The sum of a value over each place's neighbours.
  ///
  /// - Complexity: O(links).
  public func sums<Value: Numeric>(of values: [Value]) -> [Value] {
    precondition(values.count == count, "Each place has one value.")
    return (0..<count).map { place in
      var sum: Value = 0
      for member in self[place] { sum += values[Int(member)] }
      return sum
    }
  }

  /// The same neighbourhoods with each place its own neighbour, too.
  public var includingSelf: Neighbourhoods {
    Neighbourhoods((0..<count).map { place in self[place].map { Int($0) } + [place] })
  }
}
