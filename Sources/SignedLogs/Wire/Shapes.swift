// The shapes of the signed messages of `log.proto`.
extension MessageShape {
  static let scopeGenesis = MessageShape(
    [
      1: .number32, 2: .text, 3: .bytes, 4: .bytes, 5: .bytes, 6: .number32, 7: .bytes,
      8: .number32,
    ], many: [7])

  static let logGenesis = MessageShape([
    1: .bytes, 2: .bytes, 3: .number32, 4: .bytes, 5: .bytes,
    6: .message(MessageShape([1: .bytes, 2: .number64, 3: .bytes])),
  ])

  private static let dot = MessageShape([1: .number32, 2: .number64])

  private static let coSignature = MessageShape([1: .number32, 2: .bytes])

  private static let signedBytes = MessageShape(
    [1: .bytes, 2: .bytes, 3: .message(coSignature)], many: [3])

  private static let cut = MessageShape([1: .number32, 2: .number64, 3: .bytes])

  private static let chainLink = MessageShape([1: .bytes, 2: .bytes])

  private static let forkProof = MessageShape(
    [
      1: .number32, 2: .number64, 3: .bytes, 4: .bytes, 5: .bytes, 6: .bytes,
      7: .message(chainLink),
    ], many: [7])

  private static let witness = MessageShape([1: .bytes, 2: .bytes])

  static let controlRecord = MessageShape(
    [
      1: .number64, 2: .bytes,
      10: .message(
        MessageShape(
          [1: .bytes, 2: .bytes, 3: .text, 4: .text, 5: .text, 6: .bytes, 7: .bytes],
          many: [5, 6])),
      11: .message(MessageShape([1: .bytes, 2: .number32])),
      12: .message(MessageShape([1: .number32, 2: .message(signedBytes)])),
      13: .message(MessageShape([1: .bytes, 2: .message(cut)], many: [2])),
      14: .message(MessageShape([1: .message(cut)])),
      15: .message(MessageShape([1: .bytes, 2: .message(cut), 3: .text], many: [2])),
      16: .message(MessageShape([1: .bytes, 2: .bytes])),
      17: .message(MessageShape([1: .bytes, 2: .bytes, 3: .bytes], many: [2])),
      18: .message(
        MessageShape(
          [
            1: .number32, 2: .number32, 3: .number32, 4: .number32, 5: .number32,
            6: .message(cut),
          ], many: [6])),
      19: .message(
        MessageShape([1: .number64, 2: .message(cut), 3: .message(forkProof)])),
      20: .message(
        MessageShape([
          1: .message(dot), 2: .bytes, 3: .bytes, 4: .text, 5: .number64, 6: .bytes,
        ])),
      21: .message(MessageShape([1: .bytes, 2: .truth])),
      22: .message(MessageShape([1: .message(cut)], many: [1])),
      23: .message(
        MessageShape(
          [1: .bytes, 2: .message(cut), 3: .message(witness)], many: [2, 3])),
      24: .message(MessageShape([1: .bytes])),
    ], choice: Set(10...24))
}
