/// What the writers of one file share.
struct ImportContext {
  var areas: AreaDirectory
  var tally: ImportTally
  var cube: CubeWriter
}
