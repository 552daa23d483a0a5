import CostModel
import Foundation
import Hardware
import Quantities
import TensorEngine
import TransformerIR

/// Every reader of files, under the name that `Scripts/fuzz` calls it.
enum Reader: String, CaseIterable {
  case design, space, dataset, profile, safetensors, pytorch, seconds

  /// Reads `bytes` as a file, then uses what it holds as commands do. The reader may throw; nothing may trap, hang or
  /// fill the memory.
  ///
  /// - Returns: Whether the reader got to see the bytes; readers of text see only UTF-8.
  func isReadable(_ bytes: [UInt8]) -> Bool {
    do {
      switch self {
      case .safetensors: try useSafetensors(bytes)
      case .pytorch: try usePyTorchFile(bytes)
      case .design, .space, .dataset, .profile, .seconds:
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        try useText(text)
      }
    } catch {
      keep("\(error)")
    }
    return true
  }

  private func useText(_ text: String) throws {
    switch self {
    case .design: try useDesign(text)
    case .space: try useSpace(text)
    case .dataset: try useDataset(text)
    case .profile: try useProfile(text)
    case .seconds: useSeconds(text)
    case .safetensors, .pytorch: preconditionFailure("\(self) is not text")
    }
  }
}

/// Stops the optimiser from leaving out what made `value`.
@inline(never)
func keep<Value>(_ value: Value) { withExtendedLifetime(value) {} }
