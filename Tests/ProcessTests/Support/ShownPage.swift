import Foundation
import FoundationNetworking
import Testing

/// A page as a visitor gets it.
func page(_ path: String, at address: String, _ visitor: URLSession = .shared) async throws -> (
  status: Int, text: String
) {
  let url = try #require(URL(string: address + path))
  let (data, response) = try await visitor.data(from: url)
  let status = try #require(response as? HTTPURLResponse).statusCode
  return (status, String(decoding: data, as: UTF8.self))
}
