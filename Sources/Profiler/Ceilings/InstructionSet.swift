import CKernels

/// Vector instructions that arithmetic peaks are measured with, one set at a time; names are the processors' own.
public enum InstructionSet: String, CaseIterable, Hashable, Sendable {
  /// 128 bits, of every x86-64; multiplies and adds are two instructions.
  case sse2
  /// 128 bits with fused multiply-add, of every AArch64.
  case neon
  /// 256 bits with fused multiply-add.
  case avx2
  /// 512 bits with fused multiply-add.
  case avx512f

  /// Those that this processor has, narrowest first.
  public static var available: [InstructionSet] {
    allCases.filter { set in set.kernels.map(ck_has_instruction_set) ?? false }
  }

  /// The widest that this processor has: what memory is read with.
  static var widest: InstructionSet {
    guard let widest = available.last else { preconditionFailure("hatbench runs on x86-64 and AArch64 only") }
    return widest
  }

  /// The bits of a vector.
  var width: Int {
    switch self {
    case .sse2, .neon: 128
    case .avx2: 256
    case .avx512f: 512
    }
  }

  /// What the kernels in C call it; nil for those of another architecture.
  var kernels: ck_instruction_set? {
    #if arch(x86_64)
      switch self {
      case .sse2: CK_BASELINE
      case .avx2: CK_AVX2
      case .avx512f: CK_AVX512
      case .neon: nil
      }
    #elseif arch(arm64)
      self == .neon ? CK_BASELINE : nil
    #else
      nil
    #endif
  }
}

/// A number format that arithmetic peaks are measured in.
public enum FloatFormat: String, CaseIterable, Hashable, Sendable {
  /// IEEE 754 single precision.
  case fp32
  /// IEEE 754 double precision.
  case fp64
}
