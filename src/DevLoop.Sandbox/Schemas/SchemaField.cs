namespace DevLoop.Sandbox.Schemas;

/// <summary>A field of an object.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Schema">What it may hold.</param>
/// <param name="Description">What <c>kubectl explain</c> shows.</param>
/// <param name="Encoding">How protobuf writes it; null when it is in no message.</param>
internal sealed record SchemaField(string Name, Schema Schema, string Description, FieldEncoding? Encoding);
