using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Objects of one kind that have to be known to choose a target.</summary>
/// <typeparam name="T">The kind.</typeparam>
internal sealed record TargetDemand<T>(string? Name, string? Label) : TargetDemand(Name, Label)
    where T : class, IResource<T>
{
    public static TargetDemand<T> All { get; } = new(null, null);

    public override TargetDemand OfAll => All;

    public static TargetDemand<T> Named(string name) => new(name, null);

    public static TargetDemand<T> Labelled(string selector) => new(null, selector.Length > 0 ? selector : null);

    public override IReadOnlyList<IResource> In(ResourceSnapshot snapshot) => snapshot.Of<T>();

    public override async Task<ResourceSnapshot> AskAsync(ApiClient api, string ns, ResourceSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (Name is null)
        {
            return snapshot.With((await api.ListAsync<T>(ns, new ResourceSelector { Label = Label }, cancellationToken)).Items);
        }

        try
        {
            return snapshot.With<T>([await api.GetAsync<T>(ns, Name, cancellationToken)]);
        }
        catch (ApiException e) when (e.Reason == ApiError.NotFound)
        {
            return snapshot.With<T>([]);
        }
    }

    public override ITargetLease Follow(FollowedCluster cluster, string ns, Action changed)
    {
        var demand = Name is not null ? ResourceDemand.Named(Name) : Label is not null ? ResourceDemand.Labelled(Label) : ResourceDemand.All;
        return new TargetLease<T>(cluster.Rent<T>(ns, demand, changed));
    }
}
