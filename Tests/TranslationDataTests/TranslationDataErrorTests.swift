import Testing

@testable import TranslationData

@Suite struct TranslationDataErrorTests {}
