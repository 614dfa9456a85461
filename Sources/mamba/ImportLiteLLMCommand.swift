// mamba import-litellm: settings from another gateway's.

internal import ArgumentParser
internal import Configuration
internal import Log

struct ImportLiteLLMCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-litellm",
        abstract: "Print settings made from the configuration of a LiteLLM proxy.",
        discussion: """
            Standard output gets the settings, to be put into config.local.yaml; standard error what could not be \
            carried over, and which variables need keys. Keys are never copied.
            """
    )

    @Argument(help: ArgumentHelp("LiteLLM's config.yaml.", valueName: "file"))
    var file: String

    func run() throws {
        let bytes: [UInt8]
        do throws(SettingsError) {
            bytes = try SettingsFiles.content(of: file)
        } catch {
            Console.complain("error: \(error)")
            throw ExitCode.configuration
        }
        do throws(LiteLLMImport.Failure) {
            let imported = try LiteLLMImport(bytes)
            for note in imported.notes { Console.complain("note: \(note)") }
            Console.say(imported.settings)
        } catch {
            Console.complain("error: \(file): \(error)")
            throw ExitCode.configuration
        }
    }
}
