namespace DevLoop.Forwarding.Configuration;

/// <summary>A resource as the command line names it: <c>TYPE/NAME</c>, or <c>NAME</c> for a pod.</summary>
/// <param name="Type">The type.</param>
/// <param name="Name">The name in its namespace.</param>
public sealed record ResourceReference(ResourceType Type, string Name)
{
    /// <summary>Reads <c>TYPE/NAME</c> or <c>NAME</c>.</summary>
    /// <exception cref="ForwardArgumentException">It is neither, or the type is none that can be forwarded to.</exception>
    public static ResourceReference Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var type = slash < 0 ? ResourceType.Pod : ResourceTypes.Find(text[..slash]);
        var name = text[(slash + 1)..];
        if (type is null or ResourceType.Container)
        {
            throw new ForwardArgumentException(
                $"'{text}': '{text[..slash]}' is not a type that can be forwarded to; give pod/NAME or NAME, or one of {string.Join(", ", ResourceTypes.Names.Where(n => n is not ("pod" or "container")).Select(n => $"{n}/NAME"))}.");
        }

        return ResourceName.IsName(type.Value, name)
            ? new ResourceReference(type.Value, name)
            : throw new ForwardArgumentException(
                $"'{text}' does not name a {ResourceTypes.NameOf(type.Value)}: {ResourceName.RuleOf(type.Value)}, as in {ResourceTypes.NameOf(type.Value)}/web-0.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{ResourceTypes.NameOf(Type)}/{Name}";
}
