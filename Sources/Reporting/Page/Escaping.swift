import Foundation

extension String {
  /// The text with every control character, line ends among them, as a space.
  var withoutControls: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map { $0.isControl ? " " : $0 }))
  }

  /// The text for HTML, in an element or in a quoted attribute.
  var escapedForHTML: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      case "'": text += "&#39;"
      case "\n", "\t": text.unicodeScalars.append(scalar)
      default: text.unicodeScalars.append(scalar.isControl ? "\u{FFFD}" : scalar)
      }
    }
  }

  /// JSON text for a `<script>` element: what could end the element, open a comment or end a line of JavaScript is
  /// written as a JSON escape. Those characters occur in JSON only inside strings, so the value stays the same.
  var escapedForScriptJSON: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "<": text += "\\u003C"
      case ">": text += "\\u003E"
      case "&": text += "\\u0026"
      case "\u{2028}": text += "\\u2028"
      case "\u{2029}": text += "\\u2029"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// JavaScript for a `<script>` element: a string in it that holds `</script` or `<!--` cannot end or hide the element.
  var safeInScript: String {
    replacingOccurrences(of: "</script", with: "\\x3C/script", options: .caseInsensitive)
      .replacingOccurrences(of: "<!--", with: "\\x3C!--")
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is one of the C0 or C1 control codes.
  fileprivate var isControl: Bool { properties.generalCategory == .control }
}
