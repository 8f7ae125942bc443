import Foundation
import Glibc
import PartnershipRecords
import ReplicaStore
import ServiceLifecycle

/// Ends the program once somebody replaces the database under it.
///
/// SQLite does not look: connections that are open go on with what they know, and what they write
/// afterwards damages what was brought back. The files are only looked at, never opened: to close one
/// would take away the locks of the whole process.
struct DatabaseWatch: Service {
  let path: String

  func run() async throws {
    await cancelWhenGracefulShutdown {
      var places: [String: String] = [:]
      while !Task.isCancelled {
        // The journal stays as long as anybody has the database open: who brings a backup back takes
        // it away, or puts another in its place.
        for file in [path, "\(path)-wal"] {
          let place = DatabasePlace.of(file)
          if let before = places[file], place != before { leave() }
          places[file] = place
        }
        try? await Task.sleep(for: .milliseconds(500))
      }
    }
  }

  /// At once, and with nothing closed: a connection that is closed moves what is in its journal into
  /// the file that was brought back.
  private func leave() -> Never {
    _exit(Failure.report(DatabaseReplaced(path: path)))
  }
}

/// The database's file was replaced while a program had it open.
struct DatabaseReplaced: RemediedError {
  let path: String

  var code: String { "database-replaced" }
  var detail: String {
    "The database \(path) was replaced while this program ran. It has ended, and writes nothing more."
  }
  var remedy: String {
    "Start iscan serve again; what was sent comes back. Before a backup is brought back, end every iscan"
      + " on the folder, and take away \(path)-wal and \(path)-shm."
  }
}
