internal import NIOCore

/// Stands behind TLS on a connection to the hub: writes into the diary what ends it, and ends it if
/// no session is open in time.
final class ClientGate: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let diary: ConnectionDiary
  private let patience: TimeAmount
  private var deadline: Scheduled<Void>?

  init(diary: ConnectionDiary, patience: TimeAmount) {
    self.diary = diary
    self.patience = patience
  }

  func channelActive(context: ChannelHandlerContext) {
    let diary = diary
    let channel = context.channel
    deadline = context.eventLoop.scheduleTask(in: patience) {
      guard !diary.isOpen else { return }
      diary.noteTimeout()
      channel.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    diary.noteAlert(error)
    context.fireErrorCaught(error)
  }
}
