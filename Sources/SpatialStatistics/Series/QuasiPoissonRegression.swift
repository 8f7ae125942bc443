internal import Foundation

/// Counts explained by a few columns of numbers: the logarithm of what is expected is a sum of them, each
/// times a coefficient, and the counts vary around it by more than chance alone, by one factor everywhere.
///
/// - Source: P. McCullagh and J. Nelder, Generalized Linear Models, 1989, chapters 6 and 9; fitted by
///   iteratively reweighted least squares. Checked against: R 4.2 `glm(family = quasipoisson)`, by way of
///   surveillance 1.20.3.
struct QuasiPoissonRegression {
  let coefficients: [Double]
  /// What is expected of each count.
  let fitted: [Double]
  /// How many times as much as chance alone the counts vary; not below 0.
  let dispersion: Double
  /// How much each count draws its own expectation towards itself, 0 to 1.
  let leverages: [Double]

  /// Gives `nil` if the columns cannot be told apart, or the fit does not settle.
  ///
  /// - Parameters:
  ///   - rows: For each count its columns, the first of which is 1 as a rule.
  ///   - counts: None below 0.
  ///   - weights: How much each counts, above 0.
  init?(_ rows: [[Double]], counts: [Double], weights: [Double]) {
    guard let columns = rows.first?.count, rows.count > columns else { return nil }
    var fitted = counts.map { $0 + 0.1 }
    var coefficients = [Double](repeating: 0, count: columns)
    var deviance = Double.infinity
    for round in 1... {
      guard round <= 50 else { return nil }
      let steps = zip(counts, fitted).map { log($1) + ($0 - $1) / $1 }
      let working = zip(weights, fitted).map { $0 * $1 }
      guard let normal = NormalEquations(rows, working) else { return nil }
      coefficients = normal.solution(rows, working, steps)
      fitted = rows.map { row in exp(zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }) }
      guard fitted.allSatisfy(\.isFinite) else { return nil }
      let found = Self.deviance(counts, fitted, weights)
      defer { deviance = found }
      if abs(found - deviance) / (abs(found) + 0.1) < 1e-10 { break }
    }
    guard let normal = NormalEquations(rows, zip(weights, fitted).map { $0 * $1 }) else {
      return nil
    }
    self.coefficients = coefficients
    self.fitted = fitted
    leverages = rows.indices.map { weights[$0] * fitted[$0] * normal.inverseForm(rows[$0]) }
    let squares = counts.indices.map { place -> Double in
      let difference = counts[place] - fitted[place]
      return weights[place] * difference * difference / fitted[place]
    }
    dispersion = squares.reduce(0, +) / Double(rows.count - columns)
  }

  /// What is expected where the columns are these.
  func expected(_ row: [Double]) -> Double {
    exp(zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 })
  }

  private static func deviance(_ counts: [Double], _ fitted: [Double], _ weights: [Double])
    -> Double
  {
    counts.indices.reduce(0) { sum, place in
      let (count, mean) = (counts[place], fitted[place])
      let logarithm = count > 0 ? count * log(count / mean) : 0
      return sum + 2 * weights[place] * (logarithm - (count - mean))
    }
  }
}

/// Xᵀ W X, taken apart into a lower triangle and its transpose (Cholesky).
private struct NormalEquations {
  private let size: Int
  private var lower: [[Double]]

  /// Gives `nil` if the columns cannot be told apart.
  init?(_ rows: [[Double]], _ weights: [Double]) {
    size = rows.first?.count ?? 0
    lower = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
    for (row, weight) in zip(rows, weights) {
      for one in 0..<size where row[one] != 0 {
        for other in 0...one { lower[one][other] += weight * row[one] * row[other] }
      }
    }
    for column in 0..<size {
      let own = lower[column][column]
      for before in 0..<column {
        lower[column][column] -= lower[column][before] * lower[column][before]
      }
      guard lower[column][column] > 1e-11 * own else { return nil }
      lower[column][column] = lower[column][column].squareRoot()
      for row in (column + 1)..<max(size, column + 1) {
        for before in 0..<column {
          lower[row][column] -= lower[row][before] * lower[column][before]
        }
        lower[row][column] /= lower[column][column]
      }
    }
  }

  /// The coefficients with which the weighted squares of the distances are least.
  func solution(_ rows: [[Double]], _ weights: [Double], _ targets: [Double]) -> [Double] {
    var right = [Double](repeating: 0, count: size)
    for place in rows.indices {
      for column in 0..<size {
        right[column] += weights[place] * targets[place] * rows[place][column]
      }
    }
    var found = forward(right)
    for column in (0..<size).reversed() {
      for after in (column + 1)..<max(size, column + 1) {
        found[column] -= lower[after][column] * found[after]
      }
      found[column] /= lower[column][column]
    }
    return found
  }

  /// x (Xᵀ W X)⁻¹ xᵀ.
  func inverseForm(_ row: [Double]) -> Double {
    forward(row).reduce(0) { $0 + $1 * $1 }
  }

  private func forward(_ right: [Double]) -> [Double] {
    var found = right
    for row in 0..<size {
      for before in 0..<row { found[row] -= lower[row][before] * found[before] }
      found[row] /= lower[row][row]
    }
    return found
  }
}
