extension ParetoFront {
  /// How much of the space below `reference` the front dominates: the larger, the better the front.
  ///
  /// The volume of the union of the boxes between each member and `reference`, exact for any number of axes; its unit
  /// is the product of the axes' units. The time grows as n log n for n members and two axes, and by a factor n for every
  /// further axis. Members that are not better than `reference` on every axis add nothing.
  ///
  /// Source: Zitzler, Thiele. "Multiobjective Evolutionary Algorithms: A Comparative Case Study and the Strength Pareto
  /// Approach." IEEE Trans. Evolutionary Computation 3(4), 1999. doi:10.1109/4235.797969
  ///
  /// - Precondition: `reference` has as many axes as the members.
  public func hypervolume(below reference: [Double]) -> Double {
    let inside = members.map(\.costs).filter { costs in
      precondition(costs.count == reference.count, "\(costs.count) costs against a reference of \(reference.count)")
      return zip(costs, reference).allSatisfy { $0 < $1 }
    }
    return volume(of: inside, below: reference[...])
  }

  private func volume(of points: [[Double]], below reference: ArraySlice<Double>) -> Double {
    switch reference.count {
    case 0: 0
    case 1: points.map { reference[0] - $0[0] }.max() ?? 0
    case 2: area(of: points, below: reference)
    default: slabs(of: points, below: reference)
    }
  }

  /// Sweeps along the first axis; a point adds what it reaches below the lowest point before it.
  private func area(of points: [[Double]], below reference: ArraySlice<Double>) -> Double {
    var lowest = reference[1]
    return points.sorted { $0[0] < $1[0] }.reduce(0) { total, point in
      defer { lowest = min(lowest, point[1]) }
      return total + (reference[0] - point[0]) * max(0, lowest - point[1])
    }
  }

  /// Cuts the volume into slabs along the last axis; within a slab the points below it dominate one and the same area.
  private func slabs(of points: [[Double]], below reference: ArraySlice<Double>) -> Double {
    let axis = reference.count - 1
    let sorted = points.sorted { $0[axis] < $1[axis] }
    return sorted.indices.reduce(0) { total, last in
      let top = last + 1 < sorted.count ? sorted[last + 1][axis] : reference[axis]
      let thickness = top - sorted[last][axis]
      guard thickness > 0 else { return total }
      return total + thickness * volume(of: Array(sorted[...last]), below: reference.dropLast())
    }
  }
}
