using System.Text.Json.Serialization;

namespace DevLoop.Kubernetes.Resources;

/// <summary>A number or a name, as the API has it for ports.</summary>
[JsonConverter(typeof(IntOrStringConverter))]
public sealed record IntOrString
{
    /// <summary>A number.</summary>
    public IntOrString(int number) => Number = number;

    /// <summary>A name.</summary>
    public IntOrString(string name) => Name = name;

    /// <summary>The number; null when it is a name.</summary>
    public int? Number { get; }

    /// <summary>The name; null when it is a number.</summary>
    public string? Name { get; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? $"{Number}";
}
