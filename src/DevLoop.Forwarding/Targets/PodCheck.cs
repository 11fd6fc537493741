using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Targets;

/// <summary>Asks for a pod by its name (the verb <c>get</c>), which many may do who may neither list nor watch.</summary>
internal sealed class PodCheck(ApiClient api) : IPodCheck
{
    /// <inheritdoc/>
    public async Task<Pod?> FindAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var pod = await api.GetAsync<Pod>(target.Namespace, target.Pod, cancellationToken);
            return pod.Metadata.Uid == target.Uid && !pod.HasEnded ? pod : null;
        }
        catch (ApiException e) when (SaysGone(e))
        {
            return null;
        }
    }

    /// <summary>Whether it is the API that has no such pod, and not what stands before it that has no such page.</summary>
    public static bool SaysGone(ApiException e) => e is { Reason: ApiError.NotFound, HasStatus: true };
}
