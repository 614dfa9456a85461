// Reads YAML through libyaml: the only importer of CYAML.

private import Bytes
private import CYAML

/// What is wrong with a YAML text, and where; nothing of the text itself, which may be a secret in the wrong place.
struct YAMLError: Error, Equatable {
    /// The line, counted from 1.
    let line: Int
    /// The column, counted from 1.
    let column: Int
    let message: String
}

/// One YAML document as a tree.
///
/// Holds events of libyaml's parser for no longer than a call. Depth and size are bounded, aliases
/// counted at their full size, so that a small text cannot become a large tree.
struct YAMLSource: ~Copyable {
    /// The deepest nesting that is read; the settings need 4.
    static let depthMax = 32
    /// The most nodes that are read, each alias counted as all that it stands for.
    static let nodeCountMax = 10_000

    private struct Anchored {
        let node: SettingNode
        let nodeCount: Int
        let depth: Int
    }

    // libyaml keeps pointers into its own parser, so that must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeBufferPointer<UInt8>
    private var anchors: [String: Anchored] = [:]
    private var nodeCount = 0
    private var depthReached = 0

    /// Reads the one document of a text; null for a text without any.
    static func parse(_ bytes: [UInt8]) throws(YAMLError) -> SettingNode {
        // libyaml skips a byte order mark only where it chooses the encoding itself.
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard !content.isEmpty else { return SettingNode(.null) }
        return try content.withUnsafeBufferPointer { (text) throws(YAMLError) in
            var source = try YAMLSource(text)
            return try source.document()
        }
    }

    private init(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLError) {
        self.text = text
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLError(line: 1, column: 1, message: "out of memory")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    private mutating func document() throws(YAMLError) -> SettingNode {
        var root: SettingNode?
        while true {
            let event = try nextEvent()
            switch event.kind {
            case .streamEnd: return root ?? SettingNode(.null)
            case .other: break
            default:
                guard root == nil else { throw event.error("only one document is allowed") }
                root = try node(event, depth: 1)
            }
        }
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> SettingNode {
        nodeCount += 1
        guard depth <= Self.depthMax else {
            throw event.error("nested deeper than \(Self.depthMax) levels")
        }
        guard nodeCount <= Self.nodeCountMax else {
            throw event.error("more than \(Self.nodeCountMax) values")
        }
        if case .alias(let name) = event.kind { return try resolve(name, at: event, depth: depth) }
        let countBefore = nodeCount - 1
        let depthOutside = depthReached
        depthReached = depth
        let node = SettingNode(try content(event, depth: depth), line: event.line)
        if let anchor = event.anchor {
            anchors[anchor] = Anchored(
                node: node,
                nodeCount: nodeCount - countBefore,
                depth: depthReached - depth
            )
        }
        depthReached = max(depthReached, depthOutside)
        return node
    }

    private mutating func content(
        _ event: YAMLEvent,
        depth: Int
    ) throws(YAMLError) -> SettingNode.Content {
        if case .scalar(let text, let isPlain) = event.kind {
            return try event.typed(text, isPlain: isPlain)
        }
        if event.tag != nil { throw event.error("this tag is not supported") }
        switch event.kind {
        case .listStart: return .list(try elements(depth: depth))
        case .sectionStart: return .section(try entries(depth: depth))
        case .scalar, .alias, .listEnd, .sectionEnd, .streamEnd, .other:
            preconditionFailure("libyaml sends no \(event.kind) where a value begins")
        }
    }

    private mutating func resolve(
        _ name: String,
        at event: YAMLEvent,
        depth: Int
    ) throws(YAMLError) -> SettingNode {
        // An anchor is known once its value is complete, so a value cannot contain itself.
        guard let anchored = anchors[name] else { throw event.error("unknown alias") }
        nodeCount += anchored.nodeCount - 1
        depthReached = max(depthReached, depth + anchored.depth)
        guard nodeCount <= Self.nodeCountMax, depth + anchored.depth <= Self.depthMax else {
            throw event.error("this alias makes the document too large")
        }
        return anchored.node
    }

    private mutating func elements(depth: Int) throws(YAMLError) -> [SettingNode] {
        var elements: [SettingNode] = []
        while true {
            let event = try nextEvent()
            if event.kind == .listEnd { return elements }
            elements.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func entries(depth: Int) throws(YAMLError) -> [SettingNode.Entry] {
        var entries: [SettingNode.Entry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try nextEvent()
            if event.kind == .sectionEnd { return entries }
            guard case .scalar(let name, _) = event.kind else {
                throw event.error("a key must be a plain word")
            }
            if name == "<<" { throw event.error("merge keys ('<<') are not supported") }
            if let earlier = lines[name] {
                throw event.error("duplicate key, first on line \(earlier)")
            }
            lines[name] = event.line
            let value = try node(try nextEvent(), depth: depth + 1)
            // Messages point at the key, also where the value stands below it.
            let located = SettingNode(value.content, line: event.line)
            entries.append(SettingNode.Entry(name: name, node: located))
        }
    }

    private mutating func nextEvent() throws(YAMLError) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(event)
    }

    private func failure() -> YAMLError {
        let state = parser.pointee
        let message = state.problem.map { String(cString: $0) } ?? "unreadable"
        guard state.error == YAML_READER_ERROR else {
            let mark = state.problem_mark
            return YAMLError(
                line: Int(mark.line) + 1,
                column: Int(mark.column) + 1,
                message: message
            )
        }
        // Of a byte that it cannot read, libyaml knows the offset only.
        let before = text.prefix(Int(state.problem_offset))
        let lineStart = before.lastIndex(of: ASCII.lineFeed).map { $0 + 1 } ?? 0
        return YAMLError(
            line: before.count { $0 == ASCII.lineFeed } + 1,
            column: String(decoding: before[lineStart...], as: UTF8.self).count + 1,
            message: message
        )
    }
}

/// An event of libyaml's parser, copied out of its memory.
private struct YAMLEvent {
    enum Kind: Equatable {
        case alias(String)
        case scalar(String, isPlain: Bool)
        case listStart
        case listEnd
        case sectionStart
        case sectionEnd
        case streamEnd
        case other
    }

    let kind: Kind
    let anchor: String?
    let tag: String?
    let line: Int
    let column: Int

    init(_ event: yaml_event_t) {
        line = Int(event.start_mark.line) + 1
        column = Int(event.start_mark.column) + 1
        switch event.type {
        case YAML_ALIAS_EVENT:
            kind = .alias(Self.string(event.data.alias.anchor) ?? "")
            (anchor, tag) = (nil, nil)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = .scalar(
                String(decoding: text, as: UTF8.self),
                isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
            )
            anchor = Self.string(scalar.anchor)
            tag = Self.string(scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            kind = .listStart
            anchor = Self.string(event.data.sequence_start.anchor)
            tag = Self.string(event.data.sequence_start.tag)
        case YAML_MAPPING_START_EVENT:
            kind = .sectionStart
            anchor = Self.string(event.data.mapping_start.anchor)
            tag = Self.string(event.data.mapping_start.tag)
        case YAML_SEQUENCE_END_EVENT: (kind, anchor, tag) = (.listEnd, nil, nil)
        case YAML_MAPPING_END_EVENT: (kind, anchor, tag) = (.sectionEnd, nil, nil)
        case YAML_STREAM_END_EVENT: (kind, anchor, tag) = (.streamEnd, nil, nil)
        default: (kind, anchor, tag) = (.other, nil, nil)
        }
    }

    private static func string(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// Types a scalar: quoted ones are texts, plain ones what they look like.
    func typed(_ text: String, isPlain: Bool) throws(YAMLError) -> SettingNode.Content {
        switch tag {
        case nil: isPlain ? YAMLScalar.content(ofPlain: text) : .text(text)
        case "!", "tag:yaml.org,2002:str": .text(text)
        case .some: throw error("this tag is not supported")
        }
    }

    func error(_ message: String) -> YAMLError {
        YAMLError(line: line, column: column, message: message)
    }
}
