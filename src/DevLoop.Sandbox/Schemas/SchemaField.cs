namespace DevLoop.Sandbox.Schemas;

internal sealed record SchemaField(string Name, Schema Schema, string Description);
