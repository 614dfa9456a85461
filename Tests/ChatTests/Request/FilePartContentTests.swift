// What a provider is given of a file.

import Foundation
import JSON
import Testing

@testable import Chat

@Suite struct FilePartContentTests {
    private func part(_ type: String?, _ url: String, name: String? = nil) throws -> JSONValue? {
        let type = type.map { #","mediaType":"\#($0)""# } ?? ""
        let name = name.map { #","filename":"\#($0)""# } ?? ""
        let file = #"{"type":"file","url":"\#(url)"\#(type)\#(name)}"#
        let text = try converted(message("user", file), contract: .ui)
        return JSONValue(text: text)?[0]?["content"]?[0]
    }

    @Test(arguments: [
        ("image/png", "https://h/x.png"), ("image", "https://h/x"), ("IMAGE/JPEG", "http://h/x"),
        ("image/webp", "data:image/webp;base64,AAAA"), (nil, "data:image/gif;base64,AAAA"),
    ])
    func `an image goes by its address`(_ type: String?, _ url: String) throws {
        #expect(
            try part(type, url) == ["type": "image_url", "image_url": ["url": .string(url)]]
        )
    }

    @Test(arguments: [
        ("audio/wav", "wav"), ("audio/x-wav", "wav"), ("audio/mpeg", "mp3"), ("audio/mp3", "mp3"),
    ])
    func `audio that is in the message goes as its data`(_ type: String, _ format: String) throws {
        let audio: JSONValue = ["data": "UklG", "format": .string(format)]
        #expect(
            try part(type, "data:\(type);base64,UklG")
                == ["type": "input_audio", "input_audio": audio]
        )
    }

    @Test func `a PDF goes with its name, or one that is made up`() throws {
        let url = "data:application/pdf;base64,JVBE"
        for (name, expected) in [
            ("a é.pdf", "a é.pdf"), ("", "document.pdf"), (nil, "document.pdf"),
        ] {
            let file: JSONValue = ["filename": .string(expected), "file_data": .string(url)]
            #expect(try part("application/pdf", url, name: name) == ["type": "file", "file": file])
        }
    }

    @Test(arguments: [
        ("text/plain", "aGkgIvCfmIAi", "hi \"😀\""), ("text/csv; charset=utf-8", "YSxi", "a,b"),
        ("application/json", "e30=", "{}"), ("text/markdown", "/w==", "\u{FFFD}"),
    ])
    func `a text that is in the message is decoded`(_ type: String, _ data: String, _ text: String)
        throws
    {
        #expect(
            try part("image/png", "data:\(type);base64,\(data)")
                == ["type": "text", "text": .string(text)]
        )
    }

    @Test func `escapes in an address are no part of it`() throws {
        let image = try part("image/png", #"data:image\/png;base64,AA\/\u002F"#)
        #expect(image?["image_url"]?["url"] == "data:image/png;base64,AA//")
        let web = try part("image", #"https:\/\/h\/\"x\""#)
        #expect(web?["image_url"]?["url"] == #"https://h/"x""#)
    }

    @Test(arguments: [
        ("application/zip", "data:application/zip;base64,AAAA"), ("image/png", "blob:http://x"),
        ("application/pdf", "https://h/x.pdf"), ("audio/wav", "https://h/x.wav"),
        ("audio/ogg", "data:audio/ogg;base64,AAAA"), ("text/plain", "data:text/plain,hi"),
        ("text/plain", "data:text/plain;base64,a"), ("", ""), ("image/png", "data:"),
        ("image/png", "data:image/png;base64"), ("image/png", "data:image/png;base64,"),
        ("image/png", "data:;base64,AAAA"), ("text/plain", "data:text/plain;base64,=="),
        ("image/png", "javascript:x"),
    ])
    func `what cannot be passed on is mentioned by its name`(_ type: String, _ url: String) throws {
        let mention = try part(type, url, name: #"my \"f\""#)
        #expect(mention == ["type": "text", "text": #"[A file could not be passed on: my "f"]"#])
    }

    @Test func `attachments of the fourth release stand behind the text`() throws {
        let file = #"{"name":"a.png","contentType":"image/png","url":"https://h/a.png"}"#
        let others = #""role":"user","experimental_attachments":[\#(file),5,{"name":"no address"}]"#
        let image: JSONValue = ["type": "image_url", "image_url": ["url": "https://h/a.png"]]
        let expected: JSONValue = [["type": "text", "text": "see"], image]
        for message in [
            #"{\#(others),"content":"see"}"#,
            #"{\#(others),"content":"x","parts":[\#(text("see"))]}"#,
        ] {
            let sent = JSONValue(text: try converted(message, contract: .ui))
            #expect(sent?[0]?["content"] == expected)
        }
    }

    @Test func `a file without a name is mentioned all the same`() throws {
        let mention = try part("x/y", "z")
        #expect(mention?["text"] == "[A file could not be passed on: it has no name]")
    }

    @Test func `a text in many pieces arrives whole, and what is no text is mentioned`() throws {
        let text = String(repeating: "Jürgen 🐍 ", count: 10_000)
        let data = Foundation.Data(text.utf8).base64EncodedString()
        #expect(try part(nil, "data:text/plain;base64,\(data)")?["text"] == .string(text))
        let escaped = data.replacing("/", with: #"\/"#)
        #expect(try part(nil, "data:text\\/plain;base64,\(escaped)")?["text"] == .string(text))
        let zeros = Foundation.Data(count: 100_000).base64EncodedString()
        let mention = try part(nil, "data:text/plain;base64,\(zeros)")
        #expect(mention?["text"] == "[A file could not be passed on: it has no name]")
    }
}
