import Foundation

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The elements of a piece of XML, read by a parser that forgives nothing.
final class DrawnElements: NSObject, XMLParserDelegate {
  /// An element with its attributes.
  struct Element {
    var name: String
    var attributes: [String: String]

    func number(_ attribute: String) -> Double? { attributes[attribute].flatMap(Double.init) }
  }

  private(set) var all: [Element] = []
  /// The text of every element that has any, in order.
  private(set) var texts: [String] = []
  private var text = ""

  /// Nil if `xml` is not well-formed.
  init?(_ xml: String) {
    super.init()
    let parser = XMLParser(data: Data(xml.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  /// The elements whose class is `name`.
  func ofClass(_ name: String) -> [Element] { all.filter { $0.attributes["class"] == name } }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String] = [:]
  ) {
    all.append(Element(name: name, attributes: attributes))
    text = ""
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    if !text.allSatisfy(\.isWhitespace) { texts.append(text) }
    text = ""
  }
}
