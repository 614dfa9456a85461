// One key: its name, its type, its meaning, and the field that it fills.

/// What stands for a value that nobody gave.
enum SettingAbsence: Sendable, Equatable {
    /// The field's initial value.
    case initial
    /// Nothing: it must be given.
    case required
    /// Nothing: it must be given, unless another field of the same object is.
    case requiredUnless(String)
    /// A variable without our prefix, if there is one, else the initial value; null and an
    /// empty text count as absent.
    case variable(String)
    /// What the environment says about proxies, if it says anything; null and an empty text count as absent.
    case proxyOfEnvironment
    /// The value of another setting; null and an empty text count as absent.
    case setting(String)
}

/// A row of the table of settings.
///
/// `Root` is ``Settings`` for the keys of the configuration, and the element for those of a list's
/// objects. The default is what the field of a fresh `Root` holds, so it is stated once.
struct Setting<Root: Sendable>: Sendable {
    /// The dotted name, as in `server.port`.
    let name: String
    let shape: SettingShape
    /// One sentence for the documentation.
    let summary: String
    let whenAbsent: SettingAbsence
    /// Whether a change takes effect at the next start only.
    let isFixed: Bool
    /// Reads a value into its field, or adds why not.
    let store: @Sendable (SettingNode, inout Root, inout [Refusal]) -> Void
    /// The field's value as ``SettingType/show`` has it.
    let show: @Sendable (Root) -> String

    /// Tells whether two roots have the same value here.
    let isSame: @Sendable (Root, Root) -> Bool
    /// Puts the value of one root into another.
    let copy: @Sendable (Root, inout Root) -> Void

    init<Value: Equatable>(
        _ name: String,
        _ field: any WritableKeyPath<Root, Value> & Sendable,
        _ type: SettingType<Value>,
        _ summary: String,
        whenAbsent: SettingAbsence = .initial,
        isFixed: Bool = false
    ) {
        self.name = name
        var shape = type.shape
        switch whenAbsent {
        case .setting: shape.allowed += ", or null"
        case .initial, .required, .requiredUnless, .variable, .proxyOfEnvironment: break
        }
        self.shape = shape
        self.summary = summary
        self.whenAbsent = whenAbsent
        self.isFixed = isFixed
        store = { node, root, refusals in
            if let value = type.read(node, &refusals) { root[keyPath: field] = value }
        }
        show = { root in type.show(root[keyPath: field]) }
        isSame = { $0[keyPath: field] == $1[keyPath: field] }
        copy = { source, root in root[keyPath: field] = source[keyPath: field] }
    }

    /// The row of a value that is a part of another, below the name of a section.
    init<Part>(
        lifting row: Setting<Part>,
        into section: String,
        _ part: any WritableKeyPath<Root, Part> & Sendable
    ) {
        name = section + "." + row.name
        shape = row.shape
        summary = row.summary
        if case .setting(let other) = row.whenAbsent {
            whenAbsent = .setting(section + "." + other)
        } else {
            whenAbsent = row.whenAbsent
        }
        isFixed = row.isFixed
        store = { node, root, refusals in row.store(node, &root[keyPath: part], &refusals) }
        show = { root in row.show(root[keyPath: part]) }
        isSame = { row.isSame($0[keyPath: part], $1[keyPath: part]) }
        copy = { source, root in row.copy(source[keyPath: part], &root[keyPath: part]) }
    }

    /// The variable of the environment that sets it.
    var variable: String { Variable.name(of: name) }
}
