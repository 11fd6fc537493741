namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>Text, a number, a truth value or nothing.</summary>
/// <param name="place">Where it begins.</param>
/// <param name="text">As it reads, without quotes.</param>
/// <param name="isPlain">Whether it stands without quotes, so that its text decides what it is.</param>
internal sealed class ScalarNode(SourcePlace place, string text, bool isPlain) : DocumentNode(place)
{
    /// <summary>As it reads, without quotes.</summary>
    public string Text => text;

    /// <summary>Whether it stands without quotes.</summary>
    public bool IsPlain => isPlain;

    /// <summary>Whether it is YAML's nothing.</summary>
    public bool IsNull => isPlain && text is ("" or "~" or "null" or "Null" or "NULL");

    /// <inheritdoc/>
    public override string Kind => "text";
}
