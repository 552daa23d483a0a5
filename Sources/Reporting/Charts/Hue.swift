extension Chart {
  /// The page's colours, told apart by readers with any of the common colour-vision deficiencies.
  ///
  /// Chosen so that any two differ by at least 23 in CIELAB (ΔE*ab) on light and on dark ground, as seen normally and as
  /// simulated for protanopia, deuteranopia and tritanopia. Source of the simulation: Machado, Oliveira, Fernandes.
  /// "A Physiologically-based Model for Simulation of Color Vision Deficiency." IEEE TVCG 15(6), 2009.
  /// doi:10.1109/TVCG.2009.113
  public enum Hue: String, Hashable, Sendable, CaseIterable {
    case blue, orange, green, purple, vermilion, sky, indigo, wine, grey
  }
}
