/// One area of a boundary layer.
struct AreaShape {
  let code: String
  let name: String
  let ring: Ring
}

/// The GeoJSON of one district's areas, laid out as the Office for National Statistics does.
enum BoundaryFiles {
  /// Writes one layer of a district.
  ///
  /// - Parameters:
  ///   - layer: `LSOA11`, `LSOA21` or `MSOA11`.
  ///   - district: The district's code.
  ///   - shapes: In order of code.
  /// - Returns: The file with its path.
  static func file(_ layer: String, district: String, _ shapes: [AreaShape]) -> GeneratedFile {
    var bytes: [UInt8] = []
    bytes.add("{\n\"type\": \"FeatureCollection\",\n\"name\": \"\(district)\",\n")
    bytes.add("\"crs\": { \"type\": \"name\", \"properties\": ")
    bytes.add("{ \"name\": \"urn:ogc:def:crs:OGC:1.3:CRS84\" } },\n\"features\": [\n")
    for (number, shape) in shapes.enumerated() {
      bytes.add("{ \"type\": \"Feature\", \"properties\": { \"FID\": \(number + 1), ")
      bytes.add("\"\(layer)CD\": \"\(shape.code)\", \"\(layer)NM\": \"\(shape.name)\", ")
      bytes.add("\"LADCD_ACTIVE\": \"\(district)\" }, ")
      bytes.add("\"geometry\": { \"type\": \"Polygon\", \"coordinates\": [ [ ")
      let closed = shape.ring.points + shape.ring.points.prefix(1)
      bytes.add(
        closed.map { "[ \($0.longitudeText), \($0.latitudeText) ]" }.joined(separator: ", "))
      bytes.add(" ] ] } }\(number + 1 < shapes.count ? "," : "")\n")
    }
    bytes.add("]\n}\n")
    return GeneratedFile(
      path: "boundaries/\(layer.lowercased())/\(district).geojson", contents: bytes)
  }
}
