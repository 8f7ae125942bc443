// Written by Scripts/generate-noise-tables.py; change that and run it, not this file.

extension DiscreteGaussianTable {
  /// Noise of variance 4, from -26 to 26.
  static let variance4 = DiscreteGaussianTable(
    variance: NoiseVariance(numerator: 4, denominator: 1), halfWidth: 26,
    sha256: "dc88586f72d4e4d56f1aff84bc7b643a8f2093602018fdc14be5b63e67f4c1d0",
    thresholds: [
      0x0000000000000000000000000000000d, 0x00000000000000000000000000001f42,
      0x0000000000000000000000000037d86c, 0x0000000000000000000000004db6b794,
      0x0000000000000000000000543d17fe76, 0x0000000000000000000047212b2f4206,
      0x0000000000000000002ec9f1b898edb9, 0x000000000000000017fa86e955c35fbc,
      0x00000000000000099338b626a2dfece9, 0x00000000000002fac7023b81179bedf8,
      0x000000000000b901c0d285c2bb19fbfa, 0x000000000022fb9225825d039c4920ed,
      0x000000000528948eeceeafb7c828b860, 0x0000000097eb3fe610e277b1ae760083,
      0x0000000da42bbdce54e09acbd9c50b4e, 0x000000f4eb8d86f6a08a50314b313182,
      0x00000d6da03feb75401c747aff3b6484, 0x0000938272d9d3d367b12f9ca2033818,
      0x0004f628ab8a0100823ac7c736019b02, 0x00218ec07cd1e71fb1a52826611eca06,
      0x00b2c7ca7b8d9b64733fcca55c7cf88f, 0x02f125d52b77e62905e36af49e59e4b9,
      0x09da52e2e5869b449e81621713814e19, 0x1a6e5b39b7a51faf95951c3a5c816adb,
      0x396740c7eabc572059220e89cdf84252, 0x6677bacc2bc9af72f034c3aff4547f65,
      0x99884533d436508d0fcb3c500bab809a, 0xc698bf381543a8dfa6ddf1763207bdad,
      0xe591a4c6485ae0506a6ae3c5a37e9524, 0xf625ad1d1a7964bb617e9de8ec7eb1e6,
      0xfd0eda2ad48819d6fa1c950b61a61b46, 0xff4d38358472649b8cc0335aa3830770,
      0xffde713f832e18e04e5ad7d99ee135f9, 0xfffb09d75475feff7dc53838c9fe64fd,
      0xffff6c7d8d262c2c984ed0635dfcc7e7, 0xfffff2925fc0148abfe38b8500c49b7b,
      0xffffff0b147279095f75afceb4cece7d, 0xfffffff25bd44231ab1f6534263af4b1,
      0xffffffff6814c019ef1d884e5189ff7c, 0xfffffffffad76b711311504837d7479f,
      0xffffffffffdd046dda7da2fc63b6df12, 0xffffffffffff46fe3f2d7a3d44e60405,
      0xfffffffffffffd0538fdc47ee8641207, 0xfffffffffffffff66cc749d95d201316,
      0xffffffffffffffffe8057916aa3ca043, 0xffffffffffffffffffd1360e47671246,
      0xffffffffffffffffffffb8ded4d0bdf9, 0xffffffffffffffffffffffabc2e80189,
      0xffffffffffffffffffffffffb249486b, 0xffffffffffffffffffffffffffc82793,
      0xffffffffffffffffffffffffffffe0bd, 0xfffffffffffffffffffffffffffffff2,
    ])
}
