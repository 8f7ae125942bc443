internal import Hummingbird

/// What travels with a request.
struct PageContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// `nil` on the few pages that anybody may load.
  var visit: Visit?
  /// The address of the page on the screen; the first page if a form was sent.
  var path = "/"

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
  }
}

/// Who looks, and in which session.
struct Visit: Sendable {
  let person: SignedInPerson
  /// `nil` for a visitor whose program keeps no cookies, and who therefore can send no form.
  let session: OpenSession?
}
