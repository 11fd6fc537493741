using DevLoop.Kubernetes.Api;

namespace DevLoop.Kubernetes.Informers;

/// <summary>Which objects of a kind and a namespace somebody needs to be told of.</summary>
public sealed record ResourceDemand
{
    private ResourceDemand(ResourceSelector selector, string? name = null)
    {
        Selector = selector;
        Name = name;
    }

    /// <summary>All of them.</summary>
    public static ResourceDemand All { get; } = new(ResourceSelector.All);

    /// <summary>What to ask the server for when nobody needs anything else.</summary>
    public ResourceSelector Selector { get; }

    /// <summary>The one object; null when it is about many.</summary>
    public string? Name { get; }

    /// <summary>The one object of this name. It can be followed also by who may not list.</summary>
    /// <exception cref="ArgumentException">No object can have this name.</exception>
    public static ResourceDemand Named(string name)
    {
        _ = ResourcePath.Segment(name);
        return name.AsSpan().ContainsAny(',', '=')
            ? throw new ArgumentException($"'{PlainText.Of(name, 80)}' is no name of a Kubernetes object: names are without ',' and '='.", nameof(name))
            : new ResourceDemand(new ResourceSelector { Field = $"metadata.name={name}" }, name);
    }

    /// <summary>Those with these labels, such as <c>app=web,tier!=db</c>.</summary>
    public static ResourceDemand Labelled(string selector) => new(new ResourceSelector { Label = selector });

    /// <summary>Whether who follows <paramref name="selector"/> is told of all that this needs.</summary>
    internal bool IsCoveredBy(ResourceSelector selector) => selector == ResourceSelector.All || selector == Selector;

    /// <summary>What covers all of them and no more than needed: what they have in common, or everything.</summary>
    internal static ResourceSelector Union(IEnumerable<ResourceDemand> demands) =>
        demands.Select(d => d.Selector).Distinct().Take(2).ToList() is [var common] ? common : ResourceSelector.All;
}
