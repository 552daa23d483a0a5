import ArgumentParser
import Profiler

/// `hatbench doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say whether this machine is fit to be measured, what is wrong, and how to mend it.",
    discussion: """
      Exits with 1 if anything found would make measurements wrong. It changes nothing on the machine. With --record, the \
      files it looked at are written to a folder that can be sent to someone else, who looks at it with --recorded; of \
      what runs on the machine, they hold the names of the busiest programs and of hatbench's control group.
      """)

  @Option(help: "Worker threads to be measured with. The default is one per usable core.")
  var threads: Int?
  @Option(help: "Also write a recording of the machine into this folder.")
  var record: String?
  @Option(help: "Look at the machine recorded in this folder, not at this one.")
  var recorded: String?
  @Flag(help: "Print results as JSON.")
  var json = false

  func validate() throws {
    guard (threads ?? 1) >= 1 else { throw ValidationError("--threads \(threads ?? 0): there must be at least one.") }
  }

  func run() throws {
    let machine = try recorded.map { try Machine(recorded: $0) } ?? Machine.current()
    let doctor = Doctor(machine, threads: threads)
    let view = DoctorView(doctor: doctor)
    if json { try Terminal.printJSON(DoctorJSON(doctor)) } else { print(view.text) }
    if let record { try machine.record(to: record) }
    guard doctor.isFit else { throw CleanMessage(view.refusal) }
  }
}
