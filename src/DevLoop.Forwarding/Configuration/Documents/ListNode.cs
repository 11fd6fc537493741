namespace DevLoop.Forwarding.Configuration.Documents;

/// <summary>A list.</summary>
/// <param name="place">Where it begins.</param>
/// <param name="items">Its items, in order.</param>
internal sealed class ListNode(SourcePlace place, IReadOnlyList<DocumentNode> items) : DocumentNode(place)
{
    /// <summary>Its items, in order.</summary>
    public IReadOnlyList<DocumentNode> Items => items;

    /// <inheritdoc/>
    public override string Kind => "a list";

    /// <inheritdoc/>
    public override int Depth { get; } = 1 + items.Select(i => i.Depth).DefaultIfEmpty().Max();

    /// <inheritdoc/>
    public override double Size { get; } = 1 + items.Sum(i => i.Size);
}
