namespace DevLoop.Forwarding.Configuration;

/// <summary>Which local port an entry would like.</summary>
public sealed record LocalPortWish
{
    private LocalPortWish(int? number, bool isOnly, bool isOfResource) => (Number, IsOnly, IsOfResource) = (number, isOnly, isOfResource);

    /// <summary>None in particular.</summary>
    public static LocalPortWish Any { get; } = new(null, isOnly: false, isOfResource: false);

    /// <summary>
    /// The number that the entry's named port stands for, where that is above 1023, else none in particular. It is not known
    /// before the resource is.
    /// </summary>
    public static LocalPortWish OfResource { get; } = new(null, isOnly: false, isOfResource: true);

    /// <summary>The number; null when there is none, or none yet.</summary>
    public int? Number { get; }

    /// <summary>Whether any other port is an error.</summary>
    public bool IsOnly { get; }

    /// <summary>Whether the wish is the number that the named port of the resource stands for.</summary>
    public bool IsOfResource { get; }

    /// <summary>This one, 1 to 65535, and no other.</summary>
    public static LocalPortWish Only(int number) => new(number, isOnly: true, isOfResource: false);

    /// <summary>This one, 1 to 65535, or one near it when it is taken.</summary>
    public static LocalPortWish Preferably(int number) => new(number, isOnly: false, isOfResource: false);

    /// <inheritdoc/>
    public override string ToString() => Number is { } number ? $"{number}" : IsOfResource ? "of the resource" : "any";
}
