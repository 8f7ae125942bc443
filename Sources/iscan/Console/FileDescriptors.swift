import Glibc

/// How many files and connections this program may have open at once.
enum FileDescriptors {
  /// Raises the limit as far as the system lets a program raise it by itself: the usual one of 1,024 is
  /// less than the members of a large region, each with a connection that stays.
  static func allowAll() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    // Where that is refused the program goes on with what it has.
    _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
