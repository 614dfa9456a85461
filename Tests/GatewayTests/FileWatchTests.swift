import Testing

@testable import Gateway

@Suite struct FileWatchTests {
    @Test func `files that stay as they are are not read again`() {
        var watch = FileWatch(1)
        let answers = (0..<5).map { _ in watch.observed(1) }
        #expect(!answers.contains(true))
    }

    @Test func `a change is read once, when it has settled`() {
        var watch = FileWatch(1)
        let answers = [2, 3, 3, 3].map { fingerprint in
            let isDue = watch.observed(fingerprint)
            if isDue { watch.willRead(fingerprint) }
            return isDue
        }
        #expect(answers == [false, false, true, false])
    }

    @Test func `a change that was read for another reason is not read again`() {
        var watch = FileWatch(1)
        watch.willRead(2)
        let answers = (0..<3).map { _ in watch.observed(2) }
        #expect(!answers.contains(true))
    }

    @Test func `a change back to what was read is none`() {
        var watch = FileWatch(1)
        let answers = [2, 1, 1].map { watch.observed($0) }
        #expect(answers == [false, false, false])
    }
}
