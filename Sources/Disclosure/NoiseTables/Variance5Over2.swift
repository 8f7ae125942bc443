// Written by Scripts/generate-noise-tables.py; change that and run it, not this file.

extension DiscreteGaussianTable {
  /// Noise of variance 5/2, from -20 to 20.
  static let variance5Over2 = DiscreteGaussianTable(
    variance: NoiseVariance(numerator: 5, denominator: 2), halfWidth: 20,
    sha256: "70ce2173aab4e3d7b8f8952e97ecc733e9dc2a6e1d4a64e61ada08d41e3a7ff5",
    thresholds: [
      0x0000000000000000000000000000060d, 0x0000000000000000000000000039bb5e,
      0x00000000000000000000000171038c1d, 0x00000000000000000000062d3a899c89,
      0x00000000000000000011be7b336847ab, 0x0000000000000000222d3a366768dc18,
      0x000000000000002c23d253bb71058444, 0x000000000000263b71e3c361aa81b778,
      0x00000000001636ce1cf6a3810991de94, 0x0000000008a94f377aab1fe417f4af42,
      0x0000000244782a463b4e0ed22da42ca3, 0x000000661cf73443ebd9a34c02001a14,
      0x00000c15e63b801b7d5424a72a8e69f7, 0x0000f6d1881051ba6a8a304210a9aed3,
      0x000d4f3386608f0baa742afc952f5fd5, 0x007cb9b2d657d959e0948be5f6fc6359,
      0x031ec0c08c0e4cfe0f2417a6a1f170ba, 0x0dcc11c75ea8d1cfbda6f79052ce1a21,
      0x2ad1fe7a0e30e959d1c6d0a31d75b58d, 0x5fb43308b8f3d5ee41c582b2196f2b7c,
      0xa04bccf7470c2a11be3a7d4de690d483, 0xd52e0185f1cf16a62e392f5ce28a4a72,
      0xf233ee38a1572e304259086fad31e5de, 0xfce13f3f73f1b301f0dbe8595e0e8f45,
      0xff83464d29a826a61f6b741a09039ca6, 0xfff2b0cc799f70f4558bd5036ad0a02a,
      0xffff092e77efae459575cfbdef56512c, 0xfffff3ea19c47fe482abdb58d5719608,
      0xffffff99e308cbbc14265cb3fdffe5eb, 0xfffffffdbb87d5b9c4b1f12dd25bd35c,
      0xfffffffff756b0c88554e01be80b50bd, 0xffffffffffe9c931e3095c7ef66e216b,
      0xffffffffffffd9c48e1c3c9e557e4887, 0xffffffffffffffd3dc2dac448efa7bbb,
      0xffffffffffffffffddd2c5c9989723e7, 0xffffffffffffffffffee4184cc97b854,
      0xfffffffffffffffffffff9d2c5766376, 0xfffffffffffffffffffffffe8efc73e2,
      0xffffffffffffffffffffffffffc644a1, 0xfffffffffffffffffffffffffffff9f2,
    ])
}
