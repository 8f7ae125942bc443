// Written by Scripts/generate-noise-tables.py; change that and run it, not this file.

extension DiscreteGaussianTable {
  /// Noise of variance 3, from -22 to 22.
  static let variance3 = DiscreteGaussianTable(
    variance: NoiseVariance(numerator: 3, denominator: 1), halfWidth: 22,
    sha256: "872a6a7e40b805b2c95fbee9dfc961d55d9976e341e1a24a22454d24cc5beb3c",
    thresholds: [
      0x000000000000000000000000000002d6, 0x000000000000000000000000000e5e3c,
      0x000000000000000000000000341db565, 0x0000000000000000000000877756b637,
      0x00000000000000000000fc58e9cf716a, 0x00000000000000000150e7034caeff55,
      0x00000000000000014264ffe55adeef6e, 0x00000000000000dd28e7f1db14d142ae,
      0x0000000000006cc7099b5f5866245813, 0x0000000000265ed94d17fb773287eef0,
      0x0000000009b5dd5abd10fe14f190fc44, 0x00000001c39013e8aba36a978d5e5c43,
      0x0000003aebb45e1d3cd2b1a2e762a57b, 0x0000058726f12c57525ac7f4dd638067,
      0x00005f99da3cc8c41fcd1ff2f324e7c0, 0x0004a8ea549cebfcbc06f9b1390674d7,
      0x002a1386382644d8ba2506e0662ae2c4, 0x01141adbd749aa8917410264518b4064,
      0x052cf2d4e31a775ef4cb600b73bd49aa, 0x125511baf3a18a0109a9cb2ac6d5f4ec,
      0x309b08a5fa97782a54843bff1292b5b7, 0x628490ad053aa5cd76e5288e3a675451,
      0x9d7b6f52fac55a32891ad771c598abae, 0xcf64f75a056887d5ab7bc400ed6d4a48,
      0xedaaee450c5e75fef65634d5392a0b13, 0xfad30d2b1ce588a10b349ff48c42b655,
      0xfeebe52428b65576e8befd9bae74bf9b, 0xffd5ec79c7d9bb2745daf91f99d51d3b,
      0xfffb5715ab63140343f9064ec6f98b28, 0xffffa06625c3373be032e00d0cdb183f,
      0xfffffa78d90ed3a8ada5380b229c7f98, 0xffffffc5144ba1e2c32d4e5d189d5a84,
      0xfffffffe3c6fec17545c956872a1a3bc, 0xfffffffff64a22a542ef01eb0e6f03bb,
      0xffffffffffd9a126b2e80488cd78110f, 0xffffffffffff9338f664a0a799dba7ec,
      0xffffffffffffff22d7180e24eb2ebd51, 0xfffffffffffffffebd9b001aa5211091,
      0xfffffffffffffffffeaf18fcb35100aa, 0xffffffffffffffffffff03a716308e95,
      0xffffffffffffffffffffff7888a949c8, 0xffffffffffffffffffffffffcbe24a9a,
      0xfffffffffffffffffffffffffff1a1c3, 0xfffffffffffffffffffffffffffffd29,
    ])
}
