namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>What a field number of a message stands for.</summary>
/// <param name="Name">The field's name in JSON.</param>
/// <param name="Type">Its type: one of <see cref="ProtobufMessages"/>' scalars, or the name of a message there.</param>
/// <param name="Repeated">Whether it is a list.</param>
internal sealed record ProtobufField(string Name, string Type, bool Repeated = false);
