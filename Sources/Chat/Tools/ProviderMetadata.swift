// What a provider wants back with the conversation, on its way through the client's history.

internal import Bytes
internal import JSON

/// The member `providerMetadata` of the AI SDK's chunks and parts, as far as it is ours.
///
/// A client keeps it with the part that it came with and sends it back unread, so signatures need no state here. It
/// names the model that was asked: what one model has signed, another provider may refuse. Everything in it is the
/// client's to change, so it is bounded and says nothing but what goes back to the provider.
enum ProviderMetadata {
    /// The most of one value, in bytes.
    static let byteCountMax = 256 * 1024

    /// A value as JSON without line ends; empty if it is too long, or has names that clients take for an attack.
    static func encoded(_ json: Span<UInt8>) -> [UInt8] {
        guard json.count <= byteCountMax else { return [] }
        guard let value = try? JSONValue(parsing: json, policy: .lenient),
            !value.hasNameRefusedByClients
        else { return [] }
        var output = ByteBuffer(minimumCapacity: json.count)
        value.write(into: &output)
        return Array(output.bytes)
    }

    /// Appends the member with one value, behind another member.
    ///
    /// - Parameter model: The provider's name of the model that was asked.
    static func write(
        _ name: StaticString,
        _ value: Span<UInt8>,
        of model: String,
        into output: inout ByteBuffer
    ) {
        output.append(#","providerMetadata":{"mamba":{"model":""#)
        JSONString.escape(model, into: &output)
        output.append(#"",""#)
        output.append(name)
        output.append(#"":"#)
        output.append(value)
        output.append("}}")
    }
}
