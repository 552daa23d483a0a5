import Files
import Foundation

/// A JSON file that one of our own commands wrote.
struct JSONFile {
  let path: String
  /// How the file comes to be, to end an error with: "make it again with 'hatbench measure --json'".
  let remedy: String

  private static let byteLimit = 1 << 28

  /// The file's value; nil if there is no such file.
  /// - Throws: ``ReproductionError/damaged(file:reason:remedy:)`` for a file that is no such value.
  func read<Value: Decodable>(_ type: Value.Type) throws(ReproductionError) -> Value? {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try WholeFile.read(path, limit: Self.byteLimit)
    } catch {
      if error == .missing { return nil }
      throw damaged("\(error)")
    }
    guard !bytes.isEmpty else { throw damaged("it is empty") }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw damaged(Self.words(error))
    } catch {
      throw damaged(error.localizedDescription)
    }
  }

  func damaged(_ reason: String) -> ReproductionError { .damaged(file: path, reason: reason, remedy: remedy) }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context): "it has no '\(key.stringValue)'\(place(context))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context): "\(sentence(context))\(place(context))"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is not JSON" : "\(sentence(context))\(place(context))"
    @unknown default: "it is not what it should be"
    }
  }

  /// The decoder's words, to go on with.
  private static func sentence(_ context: DecodingError.Context) -> String {
    context.debugDescription.hasSuffix(".") ? String(context.debugDescription.dropLast()) : context.debugDescription
  }

  private static func place(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "" }
    return " at " + context.codingPath.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
  }
}
