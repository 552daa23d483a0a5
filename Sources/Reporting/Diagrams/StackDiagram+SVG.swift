extension StackDiagram {
  /// The drawing as an SVG element for an HTML page whose style sheet gives the colours.
  func svg() -> String {
    let layout = StackLayout(self)
    let drawing =
      links.compactMap { svg($0, layout) } + stacks.indices.map { svg(stackAt: $0, layout) }
    return """
      <svg role="img" aria-label="\(words.escapedForHTML)" viewBox="0 0 \(layout.width.pixels) \(layout.height.pixels)">
      \(drawing.joined(separator: "\n"))
      </svg>
      """
  }

  private func svg(stackAt index: Int, _ layout: StackLayout) -> String {
    let (stack, slot) = (stacks[index], layout.slots[index])
    let blocks = stack.blocks.indices.map { place in
      stack.blocks[place].svg(
        frame: layout.blocks[index][place], bars: layout.bars[index][place], slot: slot, side: stack.side)
    }
    let x = slot.x + slot.width / 2
    let name = Self.text(stack.name, x: x, y: layout.height - 4, anchor: "middle", style: "name")
    return (blocks + [name]).joined(separator: "\n")
  }

  /// A curve that leaves and arrives level, between the sides of the two bars that face each other.
  private func svg(_ link: Link, _ layout: StackLayout) -> String? {
    guard let from = layout.bar(at: link.from), let to = layout.bar(at: link.to) else { return nil }
    let isRightward = layout.slots[link.from.stack].x < layout.slots[link.to.stack].x
    let (start, end) = isRightward ? (from.x + from.width, to.x) : (from.x, to.x + to.width)
    let bend = (start + end) / 2
    return """
      <path class="link" d="M\(start.pixels) \(from.middle.pixels) C\(bend.pixels) \(from.middle.pixels) \
      \(bend.pixels) \(to.middle.pixels) \(end.pixels) \(to.middle.pixels)"/>
      """
  }

  fileprivate static func text(_ text: String, x: Double, y: Double, anchor: String, style: String) -> String {
    """
    <text class="\(style)" x="\(x.pixels)" y="\(y.pixels)" text-anchor="\(anchor)">\(text.escapedForHTML)</text>
    """
  }
}

extension StackDiagram.Block {
  fileprivate func svg(
    frame: StackLayout.Frame, bars: [StackLayout.Frame], slot: StackLayout.Frame, side: StackDiagram.Stack.Side
  ) -> String {
    let parts = zip(rows, bars).map { row, bar in
      row.bars(in: bar) + row.text(beside: bar, slot: slot, side: side)
    }
    return """
      <g><title>\(words.escapedForHTML)</title>
      <rect class="block" x="\(frame.x.pixels)" y="\(frame.y.pixels)" width="\(frame.width.pixels)" \
      height="\(frame.height.pixels)" rx="2"/>
      \(parts.joined(separator: "\n"))
      </g>
      """
  }
}

extension StackDiagram.Row {
  /// More cells than these cannot be told apart; the bar is then drawn in one piece.
  private static let mostCells = 32
  /// How wide a digit is in a drawing, generously.
  private static let digitWidth = 6.4

  /// The bar, cut into its cells.
  fileprivate func bars(in frame: StackLayout.Frame) -> String {
    let count = (1...Self.mostCells).contains(cells) ? cells : 1
    let step = frame.width / Double(count)
    let gap = count > 1 ? min(1.5, step / 4) : 0
    return (0..<count).map { cell in
      """
      <rect class="bar" style="fill: var(--\(hue.rawValue))" x="\((frame.x + step * Double(cell) + gap / 2).pixels)" \
      y="\(frame.y.pixels)" width="\((step - gap).pixels)" height="\(frame.height.pixels)" rx="1"/>
      """
    }.joined()
  }

  /// The label: beside a slim bar's slot, within a bar that has room for it, else past the bar's end.
  fileprivate func text(
    beside bar: StackLayout.Frame, slot: StackLayout.Frame, side: StackDiagram.Stack.Side
  ) -> String {
    let needed = Self.digitWidth * Double(label.count) + 4
    let isInside = !isSlim && bar.width >= needed
    let (start, away) = side == .left ? (bar.x, 1.0) : (bar.x + bar.width, -1.0)
    let x =
      isSlim
      ? (side == .left ? slot.x + slot.width : slot.x) + 4 * away
      : start + away * (isInside ? bar.width / 2 : bar.width + 4)
    let anchor = isInside ? "middle" : side == .left ? "start" : "end"
    return StackDiagram.text(label, x: x, y: bar.middle + 3.5, anchor: anchor, style: isSlim ? "slim" : "value")
  }
}

extension Double {
  /// The number to a tenth, as SVG takes it: no exponent, no grouping.
  fileprivate var pixels: String {
    let tenths = Int((self * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, tenth) = abs(tenths).quotientAndRemainder(dividingBy: 10)
    return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
  }
}
