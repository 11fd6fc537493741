namespace DevLoop.Sandbox.Kinds;

/// <summary>A subresource as discovery lists it.</summary>
internal sealed record Subresource(string Name, string Kind, IReadOnlyList<string> Verbs);
