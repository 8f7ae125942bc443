public import PartnershipRecords

/// How a category is called in a sentence: "one burglary", "206 burglaries".
public struct CrimeWords: Hashable, Sendable {
  public let singular: String
  public let plural: String

  /// The words for a category; for `nil`, those for all categories together.
  public init(_ category: CrimeCategory?) {
    (singular, plural) = Self.words(category)
  }

  /// The number and the word that fits it, such as "no burglaries", "1 burglary", "1,206 burglaries".
  public func counted(_ count: Int) -> String {
    switch count {
    case 0: "no \(plural)"
    case 1: "1 \(singular)"
    default: "\(PlainNumber.whole(count)) \(plural)"
    }
  }

  private static func words(_ category: CrimeCategory?) -> (singular: String, plural: String) {
    switch category {
    case nil: ("crime or anti-social incident", "crimes and anti-social incidents")
    case .antiSocialBehaviour:
      ("incident of anti-social behaviour", "incidents of anti-social behaviour")
    case .bicycleTheft: ("bicycle theft", "bicycle thefts")
    case .burglary: ("burglary", "burglaries")
    case .criminalDamageAndArson:
      ("case of criminal damage or arson", "cases of criminal damage or arson")
    case .drugs: ("drug offence", "drug offences")
    case .otherCrime: ("crime of another kind", "crimes of other kinds")
    case .otherTheft: ("theft of another kind", "thefts of other kinds")
    case .possessionOfWeapons:
      ("case of possession of a weapon", "cases of possession of a weapon")
    case .publicOrder: ("public order offence", "public order offences")
    case .robbery: ("robbery", "robberies")
    case .shoplifting: ("case of shoplifting", "cases of shoplifting")
    case .theftFromThePerson: ("theft from the person", "thefts from the person")
    case .vehicleCrime: ("vehicle crime", "vehicle crimes")
    case .violenceAndSexualOffences: ("violent or sexual offence", "violent or sexual offences")
    }
  }
}

extension MonthPeriod {
  /// As it stands behind what happened: "in March 2022", "from January 2022 to March 2022".
  var whenInWords: String { (count == 1 ? "in " : "from ") + inWords }
}

/// Numbers as a person writes them in British English, the same on every machine.
enum PlainNumber {
  /// A whole number with commas: 1,206.
  static func whole(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A rate with about two digits that mean something: 31, 2.2, 0.08; "less than 0.01" below that.
  static func rate(_ rate: Double) -> String {
    if rate >= 9.95 { return whole(Int(rate.rounded())) }
    let places = rate >= 0.995 ? 1 : 2
    let scale = places == 1 ? 10 : 100
    let scaled = Int((rate * Double(scale)).rounded())
    if scaled == 0 { return "less than 0.01" }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / scale).\(zeros)\(fraction)"
  }
}
