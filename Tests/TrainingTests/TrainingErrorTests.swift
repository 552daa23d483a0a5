import Testing

@testable import Training

@Suite struct TrainingErrorTests {}
