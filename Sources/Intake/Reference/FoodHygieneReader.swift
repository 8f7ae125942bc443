internal import Foundation

#if canImport(FoundationXML)
  internal import FoundationXML
#endif

/// Reads the entries of a file of food hygiene ratings, one element `EstablishmentDetail` each.
///
/// External entities are never fetched, so reading a file touches nothing else.
final class FoodHygieneReader: NSObject, XMLParserDelegate {
  private var entries: [PremisesEntry] = []
  private var entry: PremisesEntry?
  private var text = ""
  private var rootIsKnown: Bool?
  private var rootIsClosed = false

  /// Reads the texts of all entries.
  ///
  /// - Parameter xml: UTF-8.
  /// - Returns: In the order of the file.
  /// - Throws: ``IntakeError/notFoodHygieneXML(line:)`` if it is not well-formed or has another
  ///   root.
  static func entries(_ xml: [UInt8]) throws(IntakeError) -> [PremisesEntry] {
    let parser = XMLParser(data: Data(xml))
    parser.shouldResolveExternalEntities = false
    let reader = FoodHygieneReader()
    parser.delegate = reader
    // The parser itself reports no error when a file was cut off.
    guard parser.parse(), reader.rootIsKnown == true, reader.rootIsClosed else {
      throw .notFoodHygieneXML(line: max(1, parser.lineNumber))
    }
    return reader.entries
  }

  func parser(
    _ parser: XMLParser, didStartElement element: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    if rootIsKnown == nil {
      rootIsKnown = element == "FHRSEstablishment"
      if rootIsKnown == false { parser.abortParsing() }
    }
    if element == "EstablishmentDetail" { entry = PremisesEntry() }
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters characters: String) { text += characters }

  func parser(
    _ parser: XMLParser, didEndElement element: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    switch element {
    case "BusinessName": entry?.name = text
    case "BusinessType": entry?.type = text
    case "Longitude": entry?.longitude = text
    case "Latitude": entry?.latitude = text
    case "EstablishmentDetail":
      if let entry { entries.append(entry) }
      entry = nil
    case "FHRSEstablishment": rootIsClosed = true
    default: break
    }
  }
}
