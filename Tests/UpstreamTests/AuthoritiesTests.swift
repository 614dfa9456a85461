// Which authorities vouch for a provider, and when they are read.

import Foundation
import Reactor
import TestKit
import Testing

@testable import Upstream

@Suite struct AuthoritiesTests {
    /// Opens connections one after the other by one multi handle, with the authorities that a closure makes for each;
    /// returns how many opened.
    private func openCount(_ authorities: [() throws -> Authorities]) throws -> Int {
        let opener = RecordingConnectionOpener()
        try ProviderScene.run(by: [.tls13], script: { _ in [.stall] }) { scene in
            let connector = try Connector(on: scene.harness.loop, delegate: opener)
            defer { connector.close() }
            let url = try #require(ProviderURL(scene.url()))
            for (index, make) in authorities.enumerated() {
                let easy = try EasyHandle(share: ShareHandle(), scene.configuration, make())
                _ = try connector.open(url, for: opener, by: easy)
                try scene.harness.run {
                    opener.connections.count + opener.errors.count == index + 1
                }
            }
        }
        return opener.connections.count
    }

    private let relay = TLSRelay.shared

    @Test func `a file or a directory vouches, and none vouches for what is not in it`() throws {
        let file = Authorities(file: relay.authority)
        let directory = Authorities(file: "/nowhere/ca.pem", orDirectory: relay.authorities)
        #expect(directory.file == nil)
        #expect(try openCount([{ file }]) == 1)
        #expect(try openCount([{ directory }]) == 1)
        #expect(try openCount([{ .ofSystem }]) == 0)
    }

    @Test func `a file goes before a directory, of which nobody is trusted then`() {
        let both = Authorities(file: relay.authority, orDirectory: relay.authorities)
        #expect(both == Authorities(file: relay.authority))
        #expect(both.directory == nil)
        let none = Authorities(file: nil, orDirectory: nil)
        #expect(none.file == nil && none.directory == nil)
    }

    // A thousand connections to a provider would each parse and hold the 140 authorities of a system.
    @Test func `a file is read once for the connections of a multi handle`() throws {
        let copy = URL.temporaryDirectory.appending(path: "\(UUID()).pem")
        try FileManager.default.copyItem(at: URL(filePath: relay.authority), to: copy)
        let file = Authorities(file: copy.path())
        let count = try openCount([
            { file },
            {
                try FileManager.default.removeItem(at: copy)
                return file
            },
        ])
        #expect(count == 2)
    }
}
