namespace DevLoop.Sandbox.Api.Protobuf;

/// <summary>Bytes are not a protobuf message.</summary>
internal sealed class ProtobufException(string message) : Exception(message);
