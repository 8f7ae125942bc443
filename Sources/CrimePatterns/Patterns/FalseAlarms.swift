/// How many of what was marked are expected to be marked by chance.
enum FalseAlarms {
  /// A sentence, such as "No more than about 4 of the 64 are expected to be false alarms."
  static func words(_ found: Int, _ most: Int) -> String {
    found == 1
      ? "The chance that it is a false alarm is at most about 1 in 20."
      : "No more than about \(PlainNumber.whole(most)) of the \(PlainNumber.whole(found)) "
        + "\(most == 1 ? "is" : "are") expected to be \(most == 1 ? "a false alarm" : "false alarms")."
  }
}
