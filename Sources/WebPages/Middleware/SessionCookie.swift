internal import Hummingbird

extension Response {
  /// Sets a cookie that scripts and other sites cannot use, or with `nil` removes it.
  mutating func setSessionCookie(_ name: String, _ value: String?) {
    setCookie(
      Cookie(
        name: name, value: value ?? "", maxAge: value == nil ? 0 : nil, path: "/",
        httpOnly: true, sameSite: .strict))
  }
}
