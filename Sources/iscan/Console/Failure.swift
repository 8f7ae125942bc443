import ArgumentParser
import BusinessCycle
import Disclosure
import Foundation
import GRDB
import HubService
import NodeService
import NodeStore
import PartnershipRecords
import SyncProtocol
import SyncTransport

/// The exit codes, as `iscan --help` states them.
enum ExitStatus {
  static let failed: Int32 = 1
  /// Done, and something was set aside for a person to look at.
  static let setAside = ExitCode(2)
  static let refused: Int32 = 3
  static let unreachable: Int32 = 4
}

/// Tells a person what went wrong and what to do, and a script by the exit code.
enum Failure {
  /// Prints an error and returns the exit code for it.
  static func report(_ error: any Error) -> Int32 {
    guard let known = error as? any RemediedError else { return reportOther(error) }
    if CommandLine.arguments.contains("--json") {
      let words = ["code": known.code, "detail": known.detail, "remedy": known.remedy]
      let text = (try? OutputOptions.encoded(words)) ?? known.code
      write(text + "\n")
    } else {
      let text = "iscan: \(known.detail)\n       \(known.remedy)\n       (\(known.code))\n"
      write(text.withoutControlCharacters)
    }
    return status(of: known)
  }

  static func status(of error: any RemediedError) -> Int32 {
    let unreachable = [
      "hub-unreachable", "hub-timeout", "connection-cut", "sync-session-cut",
      // It stopped in order meanwhile, or its disk is full, which refuses nobody.
      "sync-refused-shutting-down", "sync-refused-storage-trouble",
    ]
    if unreachable.contains(error.code) { return ExitStatus.unreachable }
    switch error {
    case is CycleError, is DisclosureError, is SyncError, is BundleFault: return ExitStatus.refused
    case let error as TransportError:
      let isRefusal =
        error.code.hasPrefix("tls-") || error.code.hasPrefix("hub-")
        || error.code.hasPrefix("invitation-") || error.code.hasPrefix("reply-")
        || error.code.hasPrefix("identity-")
        || error.code.hasPrefix("bundle-") && error.code != "bundle-file-unusable"
      return isRefusal ? ExitStatus.refused : ExitStatus.failed
    case let error as HubServiceError:
      switch error {
      case .fingerprintDiffers, .districtCovered, .invitationUnknown, .memberKnown, .memberRevoked,
        .memberRetired, .keysRevoked, .referenceReserved:
        return ExitStatus.refused
      default: return ExitStatus.failed
      }
    case let error as NodeServiceError:
      switch error {
      case .alreadyEnrolled, .alreadyShared, .mayBeShared, .sharedWithAnother,
        .invitationForAnother,
        .fieldInConflict,
        .changedMeanwhile:
        return ExitStatus.refused
      default: return ExitStatus.failed
      }
    default: return ExitStatus.failed
    }
  }

  private static func reportOther(_ error: any Error) -> Int32 {
    if let error = error as? DatabaseError {
      return report(NodeStoreError(error))
    }
    let code = Iscan.exitCode(for: error).rawValue
    // Help and version are asked for; a mistake in the command is told on the error stream.
    let text = Iscan.fullMessage(for: error)
    if !text.isEmpty {
      guard code == 0 else {
        write(text + "\n")
        return code
      }
      do { try say(text) } catch { return report(error) }
    }
    return code
  }

  private static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
