using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Polly;

namespace DevLoop.Forwarding.Targets;

/// <summary>Looks a resource up by its name, before anything is forwarded to it.</summary>
/// <param name="api">The cluster.</param>
/// <param name="retry">What to do about failures that pass, see <see cref="LookupPipeline"/>.</param>
internal sealed class ResourceLookup(ApiClient api, ResiliencePipeline retry)
{
    private const int MaxCloseNames = 5;

    /// <summary>The resource as it is now.</summary>
    /// <exception cref="ResourceNotFoundException">There is none; the message has the names that are close.</exception>
    /// <exception cref="KubernetesException">The cluster refuses, or cannot be talked to.</exception>
    public async Task<ResourceSnapshot> FindAsync(ResourceReference resource, string ns, CancellationToken cancellationToken)
    {
        try
        {
            return await retry.ExecuteAsync(async token => await FindOnceAsync(resource, ns, token), cancellationToken);
        }
        catch (ApiException e) when (e.Reason == ApiError.NotFound)
        {
            var names = await NamesAsync(resource.Type, ns, cancellationToken);
            throw new ResourceNotFoundException(Sentence(resource, ns, names), e);
        }
    }

    private async Task<ResourceSnapshot> FindOnceAsync(ResourceReference resource, string ns, CancellationToken cancellationToken) => resource.Type switch
    {
        ResourceType.Pod => new ResourceSnapshot(null, [await api.GetAsync<Pod>(ns, resource.Name, cancellationToken)]),
        ResourceType.Service => await FindServiceAsync(ns, resource.Name, cancellationToken),
        _ => throw new InvalidOperationException($"No rule for {resource.Type}."),
    };

    private async Task<ResourceSnapshot> FindServiceAsync(string ns, string name, CancellationToken cancellationToken)
    {
        var service = await api.GetAsync<Service>(ns, name, cancellationToken);
        if (service.Spec.Selector.Count == 0)
        {
            return new ResourceSnapshot(service, []);
        }

        var pods = await api.ListAsync<Pod>(ns, ResourceSelector.ByLabels(service.Spec.Selector), cancellationToken);
        return new ResourceSnapshot(service, pods.Items);
    }

    /// <summary>The names there are; null where they cannot be listed, which is not what was asked for.</summary>
    private async Task<IReadOnlyList<string>?> NamesAsync(ResourceType type, string ns, CancellationToken cancellationToken)
    {
        try
        {
            IEnumerable<IResource> all = type == ResourceType.Pod
                ? (await api.ListAsync<Pod>(ns, ResourceSelector.All, cancellationToken)).Items
                : (await api.ListAsync<Service>(ns, ResourceSelector.All, cancellationToken)).Items;
            return [.. all.Select(r => r.Metadata.Name)];
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
