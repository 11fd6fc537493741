namespace DevLoop.Sandbox.Selectors;

/// <summary>A field selector: <c>metadata.name=web,status.phase!=Running</c>. All of its terms must match.</summary>
internal sealed class FieldSelector(IReadOnlyList<FieldRequirement> requirements)
{
    /// <summary>Matches everything.</summary>
    public static readonly FieldSelector Everything = new([]);

    public IReadOnlyList<FieldRequirement> Requirements { get; } = requirements;

    /// <exception cref="SelectorException">A term has no operator.</exception>
    public static FieldSelector Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return Everything;
        }

        return new FieldSelector([.. text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(term => FieldRequirement.Parse(term, text))]);
    }
}
