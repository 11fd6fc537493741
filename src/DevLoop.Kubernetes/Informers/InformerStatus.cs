using System.Collections.Immutable;
using DevLoop.Kubernetes.Api;

namespace DevLoop.Kubernetes.Informers;

/// <summary>How an informer is doing.</summary>
public sealed record InformerStatus
{
    /// <summary>The first list, or the first get of each name, is there: the view can be believed, if perhaps not to the second.</summary>
    public bool IsSynced { get; init; }

    /// <summary>How it follows the cluster.</summary>
    public InformerFollowing Following { get; init; }

    /// <summary>Why it does not follow the cluster at the moment, as a sentence for people in its message; null when it does.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The failures since the last time it went well.</summary>
    public int FailuresInARow { get; init; }

    /// <summary>What it would use and may not, each once and as long as it is so; empty when nothing is missing.</summary>
    public IReadOnlyList<MissingPermission> Missing { get; init; } = [];

    /// <summary>Why it cannot list; null once it could.</summary>
    internal ApiException? ListRefusal { get; init; }

    /// <summary>There has been a list.</summary>
    internal bool IsListed { get; init; }

    /// <summary>The names that were got one by one, each with what refused it; null where nothing did.</summary>
    internal ImmutableDictionary<string, ApiException?> Named { get; init; } = ImmutableDictionary<string, ApiException?>.Empty;

    /// <summary>It goes well, in this way.</summary>
    internal InformerStatus Follows(InformerFollowing how) => this with
    {
        Following = how,
        Failure = null,
        FailuresInARow = 0,
        Missing = how == InformerFollowing.Watching ? [] : Missing,
    };

    /// <summary>It does not go well.</summary>
    internal InformerStatus Fails(Exception e) => this with
    {
        Following = InformerFollowing.None,
        Failure = e,
        FailuresInARow = FailuresInARow + 1,
    };

    /// <summary>A list has come.</summary>
    internal InformerStatus Listed() => this with
    {
        IsSynced = true,
        IsListed = true,
        ListRefusal = null,
        Named = ImmutableDictionary<string, ApiException?>.Empty,
        Missing = Without("get", "list"),
    };

    /// <summary>Something was refused.</summary>
    internal InformerStatus Lacks(MissingPermission permission) =>
        Missing.Contains(permission) ? this : this with { Missing = [.. Missing, permission] };

    /// <summary>A round of gets has come, of which at least one was not refused.</summary>
    internal InformerStatus Got(ImmutableDictionary<string, ApiException?> named, IReadOnlyCollection<MissingPermission> missing)
    {
        var isSame = named.Count == Named.Count && named.All(n => Named.TryGetValue(n.Key, out var before) && (before is null) == (n.Value is null));
        var isSameMissing = missing.Count == Missing.Count(m => m.Verb == "get") && missing.All(Missing.Contains);
        return this with
        {
            IsSynced = true,
            Named = isSame ? Named : named,
            Missing = isSameMissing ? Missing : [.. Without("get"), .. missing],
        };
    }

    /// <summary>The same for somebody who needs only <paramref name="demand"/>: gets of others' names are of no use to them.</summary>
    internal InformerStatus For(ResourceDemand demand)
    {
        if (ListRefusal is null)
        {
            return this;
        }

        if (demand.Name is null)
        {
            return Without(ListRefusal, IsListed);
        }

        return Named.TryGetValue(demand.Name, out var refusal)
            ? refusal is null ? this : Without(refusal, IsListed)
            : this with { IsSynced = IsListed };
    }

    private InformerStatus Without(ApiException refusal, bool isSynced) => this with
    {
        IsSynced = isSynced,
        Following = InformerFollowing.None,
        Failure = Failure ?? refusal,
        FailuresInARow = Math.Max(1, FailuresInARow),
    };

    private IReadOnlyList<MissingPermission> Without(params string[] verbs) =>
        Missing.Any(m => verbs.Contains(m.Verb)) ? [.. Missing.Where(m => !verbs.Contains(m.Verb))] : Missing;
}
