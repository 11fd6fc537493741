using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Registry;

/// <summary>The object as the deletion left it, and whether it is gone already.</summary>
internal sealed record DeletionResult(JsonObject Content, bool Gone);
