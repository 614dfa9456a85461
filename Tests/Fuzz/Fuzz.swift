// Runs a fuzz target under libFuzzer, whose options it takes; scripts/fuzz builds it.

import FuzzKit
import Glibc

/// The program: `MAMBA_FUZZ_TARGET` names the target.
@main enum Fuzz {
    static let target: FuzzTarget = {
        let name = unsafe getenv("MAMBA_FUZZ_TARGET").map { unsafe String(cString: $0) } ?? ""
        guard let target = FuzzTarget(rawValue: name) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")
            preconditionFailure("MAMBA_FUZZ_TARGET is none of \(names)")
        }
        return target
    }()

    static func main() {
        var count = CommandLine.argc
        var arguments = unsafe CommandLine.unsafeArgv
        exit(
            unsafe runFuzzer(&count, &arguments) { start, byteCount in
                Fuzz.test(unsafe Array(UnsafeBufferPointer(start: start, count: byteCount)))
                return 0
            }
        )
    }

    /// Stops the program at what is wrong, with the input at hand for libFuzzer to write down.
    private static func test(_ input: [UInt8]) {
        if let complaint = target.complaint(about: input) {
            // A release says nothing of why a precondition failed.
            let message = "\(target): \(complaint)\n"
            _ = unsafe write(STDERR_FILENO, message, message.utf8.count)
            abort()
        }
    }
}

private typealias Arguments = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// LLVM, compiler-rt: `LLVMFuzzerRunDriver`.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<CInt>,
    _ arguments: UnsafeMutablePointer<Arguments>,
    _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt
