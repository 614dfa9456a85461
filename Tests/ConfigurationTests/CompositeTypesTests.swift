// Optional values, lists, and lists of objects with all their refusals.

import Testing

@testable import Configuration

@Suite struct CompositeTypesTests {
    @Test func `null is no value`() {
        let type = SettingType<String?>.optional(.text)
        #expect(read(type, "~").value == .some(nil))
        #expect(read(type, "a").value == .some("a"))
        #expect(read(type, "''").value == nil)
        #expect(
            read(type, "''").refusals.map(\.message) == ["must be a text of one line, not empty"]
        )
        #expect(type.shape.allowed == "a text of one line, not empty, or null")
        #expect(type.show(nil) == "null")
        #expect(type.show("a") == #""a""#)
    }

    @Test func `an empty text is no value where that is said`() {
        let type = SettingType<Secret?>.optional(.keyMaterial, isEmptyAbsent: true)
        #expect(read(type, "''").value == .some(nil))
        #expect(read(type, "a").value == .some(Secret("a")))
    }

    @Test func `a list is read element by element`() {
        let type = SettingType<[String]>.list(.token)
        #expect(read(type, "[a, '*']").value == ["a", "*"])
        #expect(read(type, "[]").value == [])
        #expect(type.show(["a", "b"]) == #"["a", "b"]"#)
        #expect(type.show([]) == "[]")
    }

    @Test func `each bad element of a list is named`() {
        let refusals = read(SettingType<[String]>.list(.token), "[a b, c, 1]").refusals
        #expect(refusals.map(\.place) == ["[0]", "[2]"])
        #expect(refusals.map(\.value) == [#""a b""#, "1"])
    }

    @Test(arguments: ["a", "1", "~", "{a: 1}", "''"])
    func `what is no list is refused as a whole`(text: String) {
        let (value, refusals) = read(SettingType<[String]>.list(.token), text)
        #expect(value == nil)
        #expect(refusals.map(\.place) == [""])
    }

    @Test func `an object fills its fields and keeps the defaults of others`() {
        let models = read(modelList, "[{id: i, name: n, provider: p, openai_model: m}]").value
        let expected = Settings.Model(id: "i", name: "n", provider: "p", openaiModel: "m")
        #expect(models == [expected])
        #expect(models?.first?.supportsTools == true)
        #expect(models?.first?.contextWindow == nil)
    }

    @Test func `every fault of every object is named with its place and line`() {
        let text = """
            - id: ''
              name: n
              openai_model: m
              contxt_window: 1
              context_window: 0
            - a
            """
        let refusals = read(modelList, text).refusals
        #expect(
            refusals.map { "\($0.place) \($0.message) \($0.line)" } == [
                "[0].id must be a text of one line, not empty 1",
                "[0].contxt_window is not a known key; did you mean context_window? 4",
                "[0].context_window must be an integer from 1 to 1000000000 5",
                "[0].provider is required 1",
                "[1] must be an object with id, name, provider, openai_model, targets, prices,"
                    + " description, context_window, supports_tools, parameters, parameter_limits,"
                    + " request_parameters, drop_parameters, system_prompt 6",
            ]
        )
    }

    @Test func `an object with a secret field is never shown`() {
        let refusals = read(keyList, "[hunter2, {key: hunter2, name: 1}]").refusals
        #expect(refusals.map(\.value) == ["‹redacted›", "1"])
        #expect(read(keyList, "hunter2").refusals.map(\.value) == ["‹redacted›"])
    }

    @Test func `objects are shown one a line, secrets redacted`() {
        let keys = [
            Settings.APIKey(key: Secret("a"), name: "one"),
            Settings.APIKey(key: Secret("b"), name: "two"),
        ]
        #expect(
            keyList.show(keys) == """

                - {key: "‹redacted›", name: "one"}
                - {key: "‹redacted›", name: "two"}
                """
        )
    }

    private var modelList: SettingType<[Settings.Model]> {
        .list(.object(Settings.Model.fields, blank: Settings.Model()))
    }

    private var keyList: SettingType<[Settings.APIKey]> {
        .list(.object(Settings.APIKey.fields, blank: Settings.APIKey()))
    }

    private func read<Value>(
        _ type: SettingType<Value>,
        _ yaml: String
    ) -> (value: Value?, refusals: [Refusal]) {
        do {
            var refusals: [Refusal] = []
            let value = type.read(try YAMLSource.parse(Array(yaml.utf8)), &refusals)
            return (value, refusals)
        } catch {
            Issue.record("not YAML: \(error)")
            return (nil, [])
        }
    }
}
