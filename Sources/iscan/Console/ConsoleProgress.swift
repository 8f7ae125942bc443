import Foundation

/// One line on the terminal that says how far long work has come; silent in a pipe.
final class ConsoleProgress {
  private let label: String
  private let started: ContinuousClock.Instant
  private var lastShown: ContinuousClock.Instant
  private let isTerminal: Bool

  init(_ label: String) {
    self.label = label
    let now = ContinuousClock().now
    started = now
    lastShown = now - .seconds(1)
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Shows rows done, the rate and the time left, at most ten times a second.
  ///
  /// - Parameters:
  ///   - rows: Rows done so far.
  ///   - fraction: The share of the work that is done, from 0 to 1.
  func show(rows: Int, fraction: Double) {
    let now = ContinuousClock().now
    guard isTerminal, now - lastShown > .milliseconds(100) else { return }
    lastShown = now
    let seconds = Self.seconds(now - started)
    let rate = seconds > 0 ? Int(Double(rows) / seconds) : 0
    let left = fraction > 0.01 ? Int(seconds / fraction - seconds) : nil
    let leftText = left.map { ", about \($0) s left" } ?? ""
    write("\r\u{1B}[K\(label): \(rows) rows, \(rate) rows/s, \(Int(fraction * 100)) %\(leftText)")
  }

  /// Takes the line away.
  func end() {
    if isTerminal { write("\r\u{1B}[K") }
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
