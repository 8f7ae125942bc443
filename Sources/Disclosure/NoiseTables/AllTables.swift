// Written by Scripts/generate-noise-tables.py; change that and run it, not this file.

extension DiscreteGaussianTable {
  /// Every table, in order of variance.
  static let all: [DiscreteGaussianTable] = [
    .variance5Over2,
    .variance3,
    .variance4,
    .variance8,
    .variance10,
    .variance12,
    .variance16,
    .variance20,
    .variance25,
    .variance32,
    .variance40,
    .variance64,
    .variance80,
    .variance100,
    .variance128,
    .variance160,
    .variance256,
  ]
}
