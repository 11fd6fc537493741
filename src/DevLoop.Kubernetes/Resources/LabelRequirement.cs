using System.Globalization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>A rule for one label.</summary>
public sealed record LabelRequirement
{
    /// <summary>The label.</summary>
    public string Key { get; init => field = value ?? ""; } = "";

    /// <summary>In, NotIn, Exists or DoesNotExist; in a request also Gt or Lt, by value as whole numbers.</summary>
    public string Operator { get; init => field = value ?? ""; } = "";

    /// <summary>The values of In and NotIn; the one of Gt and Lt.</summary>
    public IReadOnlyList<string> Values { get; init => field = Received.List(value); } = [];

    /// <summary>Whether these labels are as it says. An object without the label is as NotIn says. An operator that is none matches nothing.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var has = labels.TryGetValue(Key, out var value);
        return Operator switch
        {
            "In" => has && Values.Contains(value, StringComparer.Ordinal),
            "NotIn" => !has || !Values.Contains(value, StringComparer.Ordinal),
            "Exists" => has,
            "DoesNotExist" => !has,
            "Gt" => Number(value) > Bound,
            "Lt" => Number(value) < Bound,
            _ => false,
        };
    }

    /// <summary>The form that <c>labelSelector</c> takes in a request.</summary>
    public override string ToString() => Operator switch
    {
        "In" => $"{Key} in ({string.Join(',', Values)})",
        "NotIn" => $"{Key} notin ({string.Join(',', Values)})",
        "DoesNotExist" => $"!{Key}",
        "Gt" => $"{Key}>{Bound}",
        "Lt" => $"{Key}<{Bound}",
        _ => Key,
    };

    private long? Bound => Number(Values is [var bound, ..] ? bound : null);

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
