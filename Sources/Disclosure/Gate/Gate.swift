import Crypto

/// The only way from true counts to figures that may leave a node.
public enum Gate {
  /// Measures a month: every query of the slot, every cell, each with its own noise.
  ///
  /// Nothing is drawn unless the ledger allows the slot. The caller stores the result and the
  /// ledger entry of the draw in one transaction, or throws the result away unseen.
  ///
  /// - Parameters:
  ///   - counts: The current counts of the month.
  ///   - scheme: The scheme that the counts were made for.
  ///   - slot: Which of the month's slots.
  ///   - ledger: The node's verified ledger.
  ///   - terms: What the partnership says beside the figures.
  ///   - time: Now, in seconds since 1970 (UTC).
  ///   - noise: The source of random bits, ``NoiseSource/system()`` but in tests.
  /// - Returns: The measurement.
  /// - Throws: ``DisclosureError`` if the ledger refuses or the noise fails; nothing is then
  ///   released.
  public static func measure(
    _ counts: CountTable, scheme: DisclosureScheme, slot: ReleaseSlot, ledger: LedgerState,
    terms: ReleaseTerms, at time: Int64, noise: inout NoiseSource
  ) throws(DisclosureError) -> DrawnMeasurement {
    guard counts.schemeHash == scheme.hash else { throw .countsOfAnotherScheme }
    let total = try ledger.checkDraw(
      source: counts.source, period: counts.period, slot: slot, schemeHash: scheme.hash,
      rho: scheme.rho(of: slot), at: time)
    var values: [Int32] = []
    var draws: [Int32] = []
    for (query, variance) in scheme.queries(of: slot) {
      let table = try DiscreteGaussianTable.table(for: variance)
      for count in counts.cells(of: query, scheme: scheme) {
        let drawn = table.noise(for: try noise.next())
        draws.append(drawn)
        values.append(count + drawn)
      }
    }
    let payload = ReleasePayload.bytes(values)
    let manifest = try ReleaseManifest(
      scheme: scheme, terms: terms, source: counts.source, period: counts.period, slot: slot,
      spent: total, cap: ledger.cap, payloadHash: hexadecimal(SHA256.hash(data: payload)),
      previousRelease: ledger.lastManifestHash(source: counts.source))
    return DrawnMeasurement(
      manifest: manifest, payload: payload, draws: ReleasePayload.bytes(draws))
  }
}
