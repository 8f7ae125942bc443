import ArgumentParser
import Foundation

/// The files of enrolling, at a node or at a hub below another.
struct EnrolmentOptions: ParsableArguments {
  @Option(help: "The invitation's file.") var invitation: String?
  @Option(help: "Where to write the request.") var output: String?
  @Option(help: "The reply's file.") var reply: String?

  func validate() throws {
    guard (invitation == nil) != (reply == nil) else {
      throw ValidationError("Give either --invitation with --output, or --reply.")
    }
    guard invitation == nil || output != nil else {
      throw ValidationError("Say with --output where to write the request.")
    }
  }

  /// Writes the answer to the invitation, and says what to do with it.
  ///
  /// - Parameters:
  ///   - invitation: The invitation's file.
  ///   - output: Where to write the request.
  ///   - operatorName: Whom to send it to, as in "the hub's operator".
  ///   - form: How to show it.
  ///   - answer: Makes the request from the invitation's content.
  /// - Throws: What `answer` throws; `CommandError` if a file cannot be read or written.
  func answer(
    _ invitation: String, _ output: String, to operatorName: String, _ form: OutputOptions,
    _ answer: (Data) throws -> (request: Data, fingerprint: String)
  ) throws {
    let answer = try answer(try content(of: invitation))
    try write(answer.request, to: output)
    struct Answer: Encodable {
      let request: String
      let fingerprint: String
    }
    try form.show(Answer(request: output, fingerprint: answer.fingerprint)) {
      """
      Send \(output) to \(operatorName), and read this out to them by telephone:
        \(answer.fingerprint)
      """
    }
  }
}
