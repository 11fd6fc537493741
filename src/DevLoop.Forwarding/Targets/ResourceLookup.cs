using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Retries;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using Polly;

namespace DevLoop.Forwarding.Targets;

/// <summary>Looks a resource up by its name, before anything is forwarded to it.</summary>
/// <param name="api">The cluster.</param>
/// <param name="reach">Who is told of its answers. That there is none ends the command, which says so.</param>
/// <param name="retry">What to do about failures that pass, see <see cref="LookupPipeline"/>.</param>
internal sealed class ResourceLookup(ApiClient api, ClusterReach reach, ResiliencePipeline retry)
{
    private const int MaxCloseNames = 5;

    /// <summary>The resource as it is now, with all that its target depends on.</summary>
    /// <exception cref="ResourceNotFoundException">There is none; the message has the names that are close.</exception>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    public async Task<ResourceSnapshot> FindAsync(ResourceReference resource, string ns, CancellationToken cancellationToken)
    {
        var snapshot = ResourceSnapshot.Empty;
        var asked = new HashSet<TargetDemand>();
        while (TargetDemands.Of(resource, ns, snapshot).FirstOrDefault(asked.Add) is { } demand)
        {
            var before = snapshot;
            snapshot = await retry.ExecuteAsync(async token => await reach.AskAsync(() => demand.AskAsync(api, ns, before, token)), cancellationToken);
            if (asked.Count == 1 && demand.In(snapshot).Count == 0)
            {
                throw new ResourceNotFoundException(Sentence(resource, ns, await NamesAsync(demand.OfAll, ns, cancellationToken)));
            }
        }

        return snapshot;
    }

    /// <summary>The names there are; null where they cannot be listed, which is not what was asked for.</summary>
    private async Task<IReadOnlyList<string>?> NamesAsync(TargetDemand all, string ns, CancellationToken cancellationToken)
    {
        try
        {
            var snapshot = await all.AskAsync(api, ns, ResourceSnapshot.Empty, cancellationToken);
            return [.. all.In(snapshot).Select(r => r.Metadata.Name)];
        }
        catch (KubernetesException)
        {
            return null;
        }
    }

    private static string Sentence(ResourceReference resource, string ns, IReadOnlyList<string>? names)
    {
        var type = ResourceTypes.NameOf(resource.Type);
        var missing = $"There is no {type} '{resource.Name}' in namespace '{ns}'";
        if (names is null)
        {
            return $"{missing}: check the name and the namespace (-n).";
        }

        if (names.Count == 0)
        {
            return $"{missing}, and no other {type} either: is it the right namespace (-n) and context?";
        }

        var close = CloseNames.To(resource.Name, names, MaxCloseNames).Select(n => PlainText.Of(n, 253)).ToList();
        return close.Count > 0
            ? $"{missing}: did you mean {string.Join(", ", close)}?"
            : $"{missing}: none of its {names.Count} {type}s has a name like it; is it the right namespace (-n) and context?";
    }
}
