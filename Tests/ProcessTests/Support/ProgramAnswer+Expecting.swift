import Foundation
import Testing

/// A failure leaves the output to what was asked for, which there is not, and says on the error
/// stream what happened and what to do.
func expect(_ answer: ProgramAnswer, status: Int32, code: String) {
  #expect(answer.status == status, "\(answer.errors)")
  #expect(answer.output.isEmpty)
  #expect(answer.errorCode == code)
  let words = try? JSONDecoder().decode([String: String].self, from: Data(answer.errors.utf8))
  #expect(words?["detail"]?.isEmpty == false && words?["remedy"]?.isEmpty == false)
}
