// Joins the fragments of an answer's tool calls, which every provider cuts in its own way.

internal import Bytes
internal import JSON

/// The tool calls of one answer, gathered from fragments that may interleave.
///
/// The index is the key of a call; without one it is the id, and without either the order. A fragment begins another
/// call at the same key if it brings
/// - a name, and the arguments so far are a complete JSON text, or
/// - another name and another id.
///
/// A call may get its name later than its arguments. Fragments that say nothing are none.
struct ToolCallAssembler {
    /// The calls of this answer, by their beginnings.
    private(set) var calls: [ToolCall] = []

    private var argumentByteCount = 0
    /// How many bytes of arguments have been looked at for the end of a JSON text.
    private var inspectedByteCount = 0
    /// The ids of all calls so far, of earlier answers too; clients take a second call of an id for the first.
    private var usedIDs: Set<[UInt8]> = []

    private static let callCountMax = 128
    private static let argumentByteCountMax = 1024 * 1024
    private static let inspectedByteCountMax = 16 * 1024 * 1024

    /// Why fragments cannot be joined.
    enum Failure: Error { case tooMuch, nameless }

    /// Takes a fragment, and returns the place of its call; nil if it says nothing.
    ///
    /// - Parameter inventedID: The id of a new call that the model gave none, or one that another call has.
    mutating func take(
        _ delta: ToolCallDelta,
        of event: Span<UInt8>,
        inventedID: (Int) -> String
    ) throws(Failure) -> Int? {
        guard !delta.isEmpty else { return nil }
        let known = find(delta, of: event)
        if let known, repeatsName(delta, of: known, in: event) {
            calls[known].isNamedAgain = true
            return known
        }
        let place: Int
        if let known, !beginsAnother(delta, at: known, in: event) {
            place = known
        } else {
            place = try begin(delta, of: event, inventedID)
            if let known, calls[known].isNamedAgain { continueName(of: known, at: place) }
        }
        if let name = delta.name {
            takeName(JSONString.repaired(name, of: event).span, of: place)
        }
        if let id = delta.id, calls[place].sentID == nil {
            calls[place].sentID = Array(event.extracting(id.range))
        }
        if let extra = delta.extraContent {
            let object = ProviderMetadata.encoded(event.extracting(extra))
            argumentByteCount += object.count
            guard argumentByteCount <= Self.argumentByteCountMax else { throw .tooMuch }
            calls[place].extraContent = object
        }
        if let arguments = delta.arguments {
            try append(event.extracting(arguments.range), to: place)
        } else if let value = delta.argumentsValue, !isComplete(place) {
            var content = ByteBuffer()
            JSONString.escape(event.extracting(value), into: &content)
            try append(content.bytes, to: place)
        }
        return place
    }

    private mutating func begin(
        _ delta: ToolCallDelta,
        of event: Span<UInt8>,
        _ inventedID: (Int) -> String
    ) throws(Failure) -> Int {
        guard calls.count < Self.callCountMax else { throw .tooMuch }
        let told = delta.id.map { JSONString.repaired($0, of: event) }
        let id =
            told.flatMap { usedIDs.contains($0) ? nil : $0 } ?? Array(inventedID(calls.count).utf8)
        usedIDs.insert(id)
        calls.append(ToolCall(id: id, index: delta.index))
        return calls.count - 1
    }

    /// Gives a call the name with which it was announced, and the id if there was one.
    private mutating func continueName(of earlier: Int, at call: Int) {
        calls[earlier].isNamedAgain = false
        calls[call].name = calls[earlier].name
        calls[call].sentID = calls[earlier].sentID
    }

    private mutating func append(_ fragment: Span<UInt8>, to call: Int) throws(Failure) {
        argumentByteCount += fragment.count
        guard argumentByteCount <= Self.argumentByteCountMax else { throw .tooMuch }
        for index in fragment.indices { calls[call].arguments.append(fragment[index]) }
    }

    /// Some providers cut names in pieces; others repeat the whole name with each fragment.
    private mutating func takeName(_ fragment: Span<UInt8>, of call: Int) {
        let begun = calls[call].name
        let isWhole = !begun.isEmpty && !calls[call].arguments.isEmpty
        guard !isWhole, !fragment.equals(begun.span) else { return }
        for index in fragment.indices { calls[call].name.append(fragment[index]) }
    }

    // Which call is meant

    private func find(_ delta: ToolCallDelta, of event: Span<UInt8>) -> Int? {
        if let index = delta.index {
            if let known = calls.lastIndex(where: { $0.index == index }) { return known }
            // The provider may have left out the index before.
            guard let id = delta.id else {
                return delta.name == nil && calls.last?.index == nil ? calls.indices.last : nil
            }
            let raw = event.extracting(id.range)
            for place in calls.indices.reversed() where calls[place].index == nil {
                if calls[place].hasSent(raw) { return place }
            }
            return nil
        }
        if let id = delta.id {
            let raw = event.extracting(id.range)
            for place in calls.indices.reversed() where calls[place].hasSent(raw) { return place }
            // An id may come behind its call's beginning, but then the call has had none.
            guard delta.name == nil, let last = calls.last, last.sentID == nil else { return nil }
        }
        return calls.indices.last
    }

    /// Tells whether a fragment says nothing but a name that is known, behind arguments that are complete: either
    /// it is a repetition, or another call begins with it; what follows will show.
    private mutating func repeatsName(
        _ delta: ToolCallDelta,
        of call: Int,
        in event: Span<UInt8>
    ) -> Bool {
        guard let name = delta.name, delta.arguments == nil, delta.argumentsValue == nil,
            JSONString.repaired(name, of: event) == calls[call].name,
            delta.id == nil || calls[call].hasSent(delta.id, of: event)
        else { return false }
        return isComplete(call)
    }

    private mutating func beginsAnother(
        _ delta: ToolCallDelta,
        at place: Int,
        in event: Span<UInt8>
    ) -> Bool {
        let call = calls[place]
        if call.isNamedAgain, delta.arguments != nil || delta.argumentsValue != nil { return true }
        guard let name = delta.name, !call.name.isEmpty else { return false }
        if isComplete(place) { return true }
        let isSameName = JSONString.repaired(name, of: event) == call.name
        let hasAnotherID =
            delta.id != nil && call.sentID != nil && !call.hasSent(delta.id, of: event)
        if hasAnotherID, !isSameName { return true }
        // By order alone, a name begins a call unless it repeats that of one whose arguments are under way.
        guard delta.index == nil, call.index == nil, delta.id == nil else { return false }
        return call.arguments.isEmpty || !isSameName
    }

    /// Tells whether a call's arguments are a JSON text from end to end.
    private mutating func isComplete(_ call: Int) -> Bool {
        // Who repeats the name with each of very many fragments has them looked at so often, and no more.
        guard let last = calls[call].arguments.last, Self.mayEndJSON(last),
            inspectedByteCount < Self.inspectedByteCountMax
        else { return false }
        inspectedByteCount += calls[call].arguments.count
        return calls[call].hasReadableArguments
    }

    /// Brackets, quotation marks, the last letters of `true`, `false` and `null`, digits, white space and the letters
    /// of its escapes.
    private static func mayEndJSON(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "}"), UInt8(ascii: "]"), ASCII.quote, ASCII.space, UInt8(ascii: "e"),
            UInt8(ascii: "l"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            true
        default: ASCII.isDigit(byte)
        }
    }

    // Endings

    /// Drops the calls that have come to nothing.
    ///
    /// - Throws: If a call has arguments and no name.
    mutating func end() throws(Failure) {
        guard !calls.isEmpty else { return }
        calls.removeAll { $0.name.isEmpty && $0.arguments.isEmpty }
        guard !calls.contains(where: \.name.isEmpty) else { throw .nameless }
    }

    /// Takes a call as announced to the client; its name is complete from then on.
    ///
    /// False if it was so before.
    mutating func announce(_ call: Int) -> Bool {
        guard !calls[call].isAnnounced else { return false }
        calls[call].isAnnounced = true
        return true
    }

    /// Takes all arguments of a call so far as told to the client, and returns where those begin that it did not know.
    mutating func tellArguments(of call: Int) -> Int {
        let told = calls[call].toldByteCount
        calls[call].toldByteCount = calls[call].arguments.count
        return told
    }

    /// Forgets the calls, but not their ids.
    mutating func removeAll() {
        calls = []
        argumentByteCount = 0
        inspectedByteCount = 0
    }
}

extension ToolCall {
    fileprivate init(id: [UInt8], index: Int?) {
        self.id = id
        self.index = index
    }

    /// Tells whether the model gave the call this id, raw.
    fileprivate func hasSent(_ raw: Span<UInt8>) -> Bool {
        guard let sentID else { return false }
        return raw.equals(sentID.span)
    }

    fileprivate func hasSent(_ id: JSONSlice?, of event: Span<UInt8>) -> Bool {
        guard let id else { return false }
        return hasSent(event.extracting(id.range))
    }
}
