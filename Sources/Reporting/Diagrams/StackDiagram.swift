/// A drawing of stacks of blocks, such as the layers of a network: every block has rows, every row is a bar.
///
/// ```swift
/// let layer = StackDiagram.Block(
///   "layer 1",
///   rows: [
///     .init("attention", label: "4", width: 1, of: 1, cells: 4, hue: .orange, isSlim: true),
///     .init("feed-forward", label: "1024", width: 1024, of: 3072, hue: .blue),
///   ])
/// let diagram = StackDiagram(title: "small", stacks: [.init("encoder", blocks: [layer])])
/// ```
/// A page draws several side by side (``Page/Block/diagrams(_:caption:)``), without JavaScript. Any number may be any
/// `Double`: a bar is as long as its width's share of its maximum, and what is no share from 0 to 1 is brought there.
public struct StackDiagram: Hashable, Sendable {
  /// What is drawn, as a heading.
  public var title: String
  /// Short lines under the heading.
  public var caption: [String]
  /// The stacks, left to right.
  public var stacks: [Stack]
  /// Lines between blocks of neighbouring stacks.
  public var links: [Link]

  /// Makes a drawing.
  public init(title: String, caption: [String] = [], stacks: [Stack], links: [Link] = []) {
    self.title = title
    self.caption = caption
    self.stacks = stacks
    self.links = links
  }
}

extension StackDiagram {
  /// Blocks on top of one another.
  public struct Stack: Hashable, Sendable {
    /// The side that all bars of a stack start from.
    public enum Side: Hashable, Sendable {
      case left, right
    }

    /// The name under the stack.
    public var name: String
    /// Where the bars start; labels stand on the other side.
    public var side: Side
    /// The blocks, from the bottom up, as networks are drawn.
    public var blocks: [Block]

    /// Makes a stack; bars start on the left unless told.
    public init(_ name: String, side: Side = .left, blocks: [Block]) {
      self.name = name
      self.side = side
      self.blocks = blocks
    }
  }

  /// One block of a stack: a layer.
  public struct Block: Hashable, Sendable {
    /// The name, shown when the reader hovers over the block and told to screen readers.
    public var name: String
    /// The bars, from the bottom up.
    public var rows: [Row]

    /// Makes a block.
    public init(_ name: String, rows: [Row]) {
      self.name = name
      self.rows = rows
    }
  }

  /// One bar of a block: a number against the largest that it could be.
  public struct Row: Hashable, Sendable {
    /// What the bar shows, as in the legend: bars of one kind have one hue.
    public var kind: String
    /// The number as text.
    public var label: String
    /// The number.
    public var width: Double
    /// The number that would fill the stack's whole width.
    public var maximum: Double
    /// Into how many equal cells the bar is cut; a number below 1 is taken as 1.
    public var cells: Int
    /// The colour.
    public var hue: Chart.Hue
    /// Whether the bar is half as high as others; its label then stands beside it.
    public var isSlim: Bool

    /// Makes a bar of full height in one piece unless told.
    public init(
      _ kind: String, label: String, width: Double, of maximum: Double, cells: Int = 1, hue: Chart.Hue,
      isSlim: Bool = false
    ) {
      self.kind = kind
      self.label = label
      self.width = width
      self.maximum = maximum
      self.cells = cells
      self.hue = hue
      self.isSlim = isSlim
    }

    /// `width / maximum` between 0 and 1; 0 where that is no number or `maximum` is not positive.
    var share: Double {
      guard width.isFinite, maximum.isFinite, maximum > 0 else { return 0 }
      return min(1, max(0, width / maximum))
    }
  }

  /// A line from one row to another. A line from or to a row that is not there is not drawn.
  public struct Link: Hashable, Sendable {
    /// A row, by its places counted from zero: the stack from the left, block and row from the bottom.
    public struct End: Hashable, Sendable {
      /// The place of the stack.
      public var stack: Int
      /// The place of the block in its stack.
      public var block: Int
      /// The place of the row in its block.
      public var row: Int

      /// Makes an end.
      public init(stack: Int, block: Int, row: Int) {
        self.stack = stack
        self.block = block
        self.row = row
      }
    }

    /// The two ends.
    public var from, to: End

    /// Makes a line.
    public init(from: End, to: End) {
      self.from = from
      self.to = to
    }
  }
}

extension StackDiagram {
  /// Everything that the drawing shows, in words, for those who do not see it.
  var words: String {
    let parts = stacks.map { stack in
      "\(stack.name), from the bottom: " + stack.blocks.map(\.words).joined(separator: "; ")
    }
    return ([title] + parts).joined(separator: ". ") + "."
  }
}

extension StackDiagram.Block {
  /// The name and what the rows show.
  var words: String {
    rows.isEmpty ? name : "\(name): " + rows.map { "\($0.kind) \($0.label)" }.joined(separator: ", ")
  }
}
