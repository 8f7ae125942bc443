internal import Foundation
internal import Mustache

/// What a template is filled with: strings, flags and lists of the same.
typealias TemplateValues = [String: Any]

/// The templates and the style sheet, read once from the program's resources.
struct PageTemplates: Sendable {
  let styleSheet: String
  private let library: MustacheLibrary

  init() throws(WebPagesError) {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    var library = MustacheLibrary()
    for name in try Self.names() {
      let text = try Self.read("Templates/\(name).mustache")
      do {
        // Every template says for itself how text is escaped, as a partial forgets what its page said.
        try library.register("{{% CONTENT_TYPE:\(PageText.name)}}" + text, named: name)
      } catch {
        throw .resourceMissing(name: "Templates/\(name).mustache")
      }
    }
    self.library = library
    styleSheet = try Self.read("Assets/style.css")
  }

  func render(_ name: String, _ values: TemplateValues) throws(WebPagesError) -> String {
    guard let text = library.render(values, withTemplate: name) else {
      throw .resourceMissing(name: "Templates/\(name).mustache")
    }
    return text
  }

  /// The names of all templates, in order.
  static func names() throws(WebPagesError) -> [String] {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Templates")
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".mustache") }.map { String($0.dropLast(9)) }.sorted()
    } catch {
      throw .resourceMissing(name: "Templates")
    }
  }

  static func read(_ path: String) throws(WebPagesError) -> String {
    let file = Bundle.module.bundleURL.appendingPathComponent(path)
    do {
      return try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw .resourceMissing(name: path)
    }
  }
}
