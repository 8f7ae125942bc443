/// The durable bytes of a simulated disk: what a backup copies.
struct DiskImage: Sendable {
  var files: [String: [UInt8]] = [:]
}
