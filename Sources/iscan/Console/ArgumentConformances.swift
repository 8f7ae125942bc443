public import ArgumentParser
public import Disclosure
public import PartnershipRecords

// The product's own words as arguments of commands.

extension AreaCode: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Month: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension MonthPeriod: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension ReleaseSlot: ExpressibleByArgument {}

extension Role: ExpressibleByArgument {}
