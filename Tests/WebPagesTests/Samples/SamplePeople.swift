import PartnershipRecords

@testable import WebPages

/// A few people whose passphrase is their handle said twice, such as `analyst-1 analyst-1`.
struct SamplePeople: SignIn {
  static let node = SamplePeople(all: [
    SignedInPerson(handle: "analyst-1", role: .analyst),
    SignedInPerson(handle: "liaison-1", role: .liaisonOfficer),
    SignedInPerson(handle: "liaison-2", role: .liaisonOfficer),
    SignedInPerson(handle: "chair-1", role: .tacticalChair),
    SignedInPerson(handle: "councillor-1", role: .scanner),
    SignedInPerson(handle: "keys-1", role: .nodeAdministrator),
  ])
  static let hub = SamplePeople(all: [
    SignedInPerson(handle: "office-1", role: .regionalOffice),
    SignedInPerson(handle: "keys-9", role: .hubAdministrator),
  ])

  let all: [SignedInPerson]

  func signIn(handle: String, passphrase: String) async throws -> SignedInPerson? {
    all.first { $0.handle == handle && passphrase == "\(handle) \(handle)" }
  }

  func people() async throws -> [SignedInPerson] { all }
}
