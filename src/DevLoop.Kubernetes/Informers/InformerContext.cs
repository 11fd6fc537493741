using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>What the ways of following share: the cluster, what is asked of it, and what is known.</summary>
internal sealed class InformerContext<T>(ApiClient api, InformerOptions options, ILogger logger, TimeProvider time)
    where T : class, IResource<T>
{
    private volatile IReadOnlyCollection<string> _names = options.Names;

    public ApiClient Api => api;

    public InformerOptions Options => options;

    public ILogger Logger => logger;

    public TimeProvider Time => time;

    public ViewFeed<T> View { get; } = new(logger);

    public StatusFeed Status { get; } = new(logger, T.Kind.Plural);

    /// <summary>The names to get where nothing can be listed; may change at any time.</summary>
    public IReadOnlyCollection<string> Names
    {
        get => _names;
        set => _names = value;
    }

    public MissingPermission Permission(string verb, string? name = null) =>
        new(verb, T.Kind.Plural, T.Kind.Namespaced ? options.Namespace : null, name);

    /// <summary>It goes well, in this way; and what else has changed with that.</summary>
    public void Follows(InformerFollowing how, Func<InformerStatus, InformerStatus>? update = null)
    {
        if (Status.Current.FailuresInARow > 0)
        {
            InformerLog.Recovered(logger, T.Kind.Plural);
        }

        Status.Update(s => (update?.Invoke(s) ?? s).Follows(how));
    }

    public void Failed(Exception e)
    {
        InformerLog.Failed(logger, e, T.Kind.Plural, e.Message);
        Status.Update(s => s.Fails(e));
    }

    /// <summary>Notes what may not be done. A server that does not know the verb (405) is not a matter of permission.</summary>
    public void Refused(string verb, ApiException e)
    {
        var permission = Permission(verb);
        if (e.Reason != ApiError.Forbidden || Status.Current.Missing.Contains(permission))
        {
            return;
        }

        InformerLog.Refused(logger, permission.ToString());
        Status.Update(s => s.Lacks(permission));
    }

    /// <summary>The server does not let this be done at all, as opposed to not now.</summary>
    public static bool IsRefusal(ApiException e) =>
        e.Reason == ApiError.Forbidden || e.StatusCode == System.Net.HttpStatusCode.MethodNotAllowed;
}
