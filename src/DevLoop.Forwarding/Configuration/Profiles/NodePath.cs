namespace DevLoop.Forwarding.Configuration.Profiles;

/// <summary>
/// A JSON pointer (RFC 6901), in which a part may also be <c>key=value</c>: whatever is below and has that key with that value.
/// </summary>
/// <param name="Parts">The parts, unescaped. At least one.</param>
internal sealed record NodePath(IReadOnlyList<string> Parts)
{
    /// <summary>The way to what holds the last part.</summary>
    public IEnumerable<string> Parents => Parts.SkipLast(1);

    /// <summary>The last part.</summary>
    public string Last => Parts[^1];

    /// <summary>Null when it is none: it must begin with a slash.</summary>
    public static NodePath? Parse(string text) => text.StartsWith('/')
        ? new NodePath([.. text[1..].Split('/').Select(p => p.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))])
        : null;

    /// <summary>Whether it leads to the section of this name, or into it.</summary>
    public bool IsIn(string section) => Parts[0] == section;

    /// <inheritdoc/>
    public override string ToString() => string.Concat(Parts.Select(p => "/" + p));
}
