import TensorEngine

/// Gives `bytes` to every reader of files, which may refuse them but must return: the entry point for a fuzzer.
func readAnything(_ bytes: [UInt8]) {
  _ = try? PyTorchLegacyFile(bytes: bytes, file: "fuzz")
  if let file = try? Safetensors(bytes: bytes, file: "fuzz") {
    for name in file.names {
      _ = try? file.tensor(name)
      _ = try? file.integers(name)
    }
  }
}
