/// Where everything of a ``StackDiagram`` stands, in pixels from the top left.
struct StackLayout {
  /// The room of a bar at full width.
  static let barWidth = 100.0
  /// The room between two stacks, where the links run.
  static let gap = 36.0
  /// The room for the labels of a stack, on the side that its bars do not start from.
  static let labels = 22.0
  /// The height of a bar.
  static let fullHeight = 13.0
  /// The height of a slim bar.
  static let slimHeight = 8.0
  private static let rowGap = 2.0
  private static let blockGap = 7.0
  private static let nameHeight = 18.0
  private static let edge = 2.0

  /// A part of the drawing.
  struct Frame {
    var x, y, width, height: Double
    var middle: Double { y + height / 2 }
  }

  /// The whole drawing.
  let width, height: Double
  /// By stack: the room that its bars may fill, over its whole height.
  let slots: [Frame]
  /// By stack and block.
  let blocks: [[Frame]]
  /// By stack, block and row.
  let bars: [[[Frame]]]

  /// Lays `diagram` out with all stacks on one floor.
  init(_ diagram: StackDiagram) {
    let height = Self.height(of: diagram)
    var (slots, blocks, bars): ([Frame], [[Frame]], [[[Frame]]]) = ([], [], [])
    var x = Self.edge
    for (index, stack) in diagram.stacks.enumerated() {
      if index > 0 { x += Self.gap }
      if stack.side == .right { x += Self.labels }
      slots.append(Frame(x: x, y: 0, width: Self.barWidth, height: height - Self.nameHeight))
      let column = Self.column(stack, x: x, bottom: height - Self.nameHeight)
      blocks.append(column.map(\.block))
      bars.append(column.map(\.bars))
      x += Self.barWidth + (stack.side == .left ? Self.labels : 0)
    }
    width = x + Self.edge
    self.height = height
    self.slots = slots
    self.blocks = blocks
    self.bars = bars
  }

  /// The height that `diagram` needs.
  private static func height(of diagram: StackDiagram) -> Double {
    let tallest = diagram.stacks.map { $0.blocks.reduce(0) { $0 + height(of: $1) + blockGap } }.max() ?? 0
    return edge + tallest + nameHeight
  }

  /// Where the bar at `end` stands; nil if there is none.
  func bar(at end: StackDiagram.Link.End) -> Frame? {
    guard bars.indices.contains(end.stack), bars[end.stack].indices.contains(end.block),
      bars[end.stack][end.block].indices.contains(end.row)
    else { return nil }
    return bars[end.stack][end.block][end.row]
  }

  private static func height(of row: StackDiagram.Row) -> Double { row.isSlim ? slimHeight : fullHeight }

  private static func height(of block: StackDiagram.Block) -> Double {
    block.rows.reduce(0) { $0 + height(of: $1) } + rowGap * Double(block.rows.count + 1)
  }

  /// The blocks of one stack with their bars, from the bottom up.
  private static func column(_ stack: StackDiagram.Stack, x: Double, bottom: Double) -> [(block: Frame, bars: [Frame])]
  {
    var bottom = bottom
    return stack.blocks.map { block in
      let frame = Frame(x: x, y: bottom - height(of: block), width: barWidth, height: height(of: block))
      bottom = frame.y - blockGap
      var floor = frame.y + frame.height - rowGap
      let bars = block.rows.map { row in
        let (length, height) = (barWidth * row.share, height(of: row))
        let start = stack.side == .left ? x : x + barWidth - length
        defer { floor -= height + rowGap }
        return Frame(x: start, y: floor - height, width: length, height: height)
      }
      return (frame, bars)
    }
  }
}
