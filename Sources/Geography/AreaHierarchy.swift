public import PartnershipRecords

/// One statement of a look-up: a small area belongs to a larger one.
public struct AreaLink: Hashable, Sendable, Codable {
  public let child: AreaCode
  public let childKind: AreaKind
  public let parent: AreaCode
  public let parentKind: AreaKind

  public init(child: AreaCode, childKind: AreaKind, parent: AreaCode, parentKind: AreaKind) {
    self.child = child
    self.childKind = childKind
    self.parent = parent
    self.parentKind = parentKind
  }
}

/// Which areas belong to which, as the look-ups say.
///
/// Every larger area is a union of whole lower super output areas: where their borders do not nest,
/// as with wards, the look-up's best fit decides. This also keeps two published tables from being
/// subtracted from each other to show a sliver between borders.
public struct AreaHierarchy: Sendable {
  private struct Step: Hashable {
    let area: AreaCode
    let kind: AreaKind
  }

  private var parents: [Step: AreaCode] = [:]
  private var childrenByParent: [Step: [AreaCode]] = [:]

  /// Enters the links of look-ups.
  ///
  /// - Parameter links: In any order; the same link may come several times.
  /// - Throws: ``GeographyError/twoParents(child:kind:first:second:)`` if an area has two parents of
  ///   one kind.
  public init(_ links: some Sequence<AreaLink>) throws(GeographyError) {
    var children: [Step: Set<AreaCode>] = [:]
    for link in links {
      let step = Step(area: link.child, kind: link.parentKind)
      if let known = parents[step] {
        guard known == link.parent else {
          throw .twoParents(
            child: link.child, kind: link.parentKind, first: min(known, link.parent),
            second: max(known, link.parent))
        }
      }
      parents[step] = link.parent
      // Two censuses give most of their small areas the same code, so a known pair may still be new
      // as a pair of these kinds.
      children[Step(area: link.parent, kind: link.childKind), default: []].insert(link.child)
    }
    childrenByParent = children.mapValues { $0.sorted() }
  }

  /// The area of a kind that an area belongs to; `nil` if no look-up says so.
  public func parent(of child: AreaCode, kind: AreaKind) -> AreaCode? {
    parents[Step(area: child, kind: kind)]
  }

  /// The areas of a kind that belong to an area, in order of code; empty if no look-up names any.
  public func children(of parent: AreaCode, kind: AreaKind) -> [AreaCode] {
    childrenByParent[Step(area: parent, kind: kind)] ?? []
  }
}
