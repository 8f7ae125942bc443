internal import Foundation
public import Logging
internal import PartnershipRecords

/// Tells a log how exchanges go that are made again and again: what changes, and now and then that
/// nothing has.
struct ExchangeNews {
  /// After so many attempts that failed alike it is said again.
  static let reminder = 20

  private let logger: Logger
  private var failure: String?
  private var attempts = 0

  init(_ logger: Logger) { self.logger = logger }

  /// Both sides held the same.
  mutating func succeeded() {
    if failure != nil {
      logger.notice(
        "exchanging with the hub again, after \(counted(attempts, "attempt", "attempts")) in vain")
    }
    (failure, attempts) = (nil, 0)
  }

  /// - Parameters:
  ///   - code: Stable; another code is news, another wording is not.
  ///   - words: Never the content of a record.
  mutating func failed(_ code: String, _ words: String) {
    attempts += 1
    if failure != code {
      logger.warning("no exchange with the hub: \(words)")
    } else if attempts % Self.reminder == 0 {
      logger.warning("no exchange with the hub, \(attempts) attempts in vain: \(words)")
    }
    failure = code
  }
}

extension NodeService {
  /// Exchanges with the hub from time to time until the task is cancelled; a hub that cannot be
  /// reached is tried again.
  ///
  /// - Parameters:
  ///   - pause: Between two exchanges.
  ///   - logger: Hears when exchanges begin to fail and when they succeed again, and never the
  ///     content of a record.
  public func synchroniseRegularly(every pause: Duration, logger: Logger) async {
    var news = ExchangeNews(logger)
    while !Task.isCancelled {
      do {
        _ = try await synchronise(isRepeated: true)
        news.succeeded()
      } catch let error as any RemediedError {
        news.failed(error.code, "\(error.code): \(error.detail)")
      } catch {
        // A hub that is away, or a disk that is full for a while, must not take the pages down.
        news.failed("\(type(of: error))", "\(type(of: error))")
      }
      try? await Task.sleep(for: pause)
    }
  }
}
