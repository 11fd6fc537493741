namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>A field of a mapping.</summary>
/// <param name="Place">Where its name stands.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record NodeField(SourcePlace Place, string Name, DocumentNode Value);
