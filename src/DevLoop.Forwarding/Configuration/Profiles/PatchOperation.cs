using DevLoop.Forwarding.Configuration.Documents;

namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>A JSON patch (RFC 6902) of a profile.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Op">add, remove, replace, move, copy or test.</param>
/// <param name="Path">What it changes.</param>
/// <param name="From">Where move and copy take from; null when it names none.</param>
/// <param name="Value">The value; null when it has none.</param>
internal sealed record PatchOperation(SourcePlace Place, string Op, NodePath Path, NodePath? From, DocumentNode? Value)
{
    /// <summary>Whether it has to do with port forwarding.</summary>
    public bool ConcernsPortForward => Path.IsIn("portForward") || (Op == "move" && From is { } from && from.IsIn("portForward"));
}
