using System.Collections.Immutable;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Manifests;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Faults;

/// <summary>
/// Faults of the API server on demand, to see how a client takes them. Those that return an <see cref="IDisposable"/> last until it
/// is disposed. Kinds are named by their plural, with a subresource where one is meant: <c>pods</c>, <c>pods/portforward</c>.
/// </summary>
public sealed class ClusterFaults
{
    private readonly string _user;
    private readonly TimeProvider _clock;
    private ImmutableList<IRequestFault> _faults = [];

    internal ClusterFaults(string user, TimeProvider clock)
    {
        _user = user;
        _clock = clock;
    }

    /// <summary>How many port-forwards the API server serves at the moment: upgraded connections, whatever goes over them.</summary>
    public int OpenPortForwards => PortForwards.Count;

    internal WatchFaults Watches { get; } = new();

    internal PortForwardFaults PortForwards { get; } = new();

    /// <summary>Answers a verb on a kind with 403, as to a user without the permission.</summary>
    /// <param name="verb">get, list, watch, create, update, patch, delete or deletecollection.</param>
    /// <param name="resource">The kind, and its subresource.</param>
    /// <param name="namespace">Only there; null, the default, everywhere.</param>
    public IDisposable Forbid(string verb, string resource, string? @namespace = null) => Add(new ForbiddenFault(_user, verb, resource, @namespace));

    /// <summary>Answers with 403 whatever a Role or ClusterRole does not allow, in every namespace.</summary>
    /// <param name="role">Its manifest.</param>
    /// <exception cref="ManifestException">It is not YAML.</exception>
    public IDisposable RestrictTo(string role) =>
        Add(new RoleFault(_user, [.. ManifestReader.ReadAll(role).SelectMany(r => r.Objects("rules")).Select(RoleRule.Read)]));

    /// <summary>Lets every answer, also the beginning of a watch, wait for a time of the cluster's clock.</summary>
    public IDisposable Delay(TimeSpan delay) => Add(new DelayFault(delay, _clock));

    /// <summary>Answers every new watch with 503. Those that are open go on.</summary>
    public IDisposable RefuseWatches() => Add(new WatchRefusal());

    /// <summary>Sends no bookmarks, as a server that does not know them.</summary>
    public IDisposable OmitBookmarks()
    {
        Watches.OmitBookmarks();
        return new ActiveFault(Watches.AllowBookmarks);
    }

    /// <summary>Tells the next watch of a kind, once, that its version is too old.</summary>
    public void ExpireNextWatch(string resource, WatchExpiry expiry)
    {
        if (expiry == WatchExpiry.Event)
        {
            Watches.ExpireNext(resource);
        }
        else
        {
            Add(new ExpiredAnswerFault(resource));
        }
    }

    /// <summary>Breaks off the connection of every open watch, with everything else that goes over it.</summary>
    public void AbortWatches() => Watches.ForEach(watch => watch.Abort());

    /// <summary>Ends every open watch as a server does when its time is up.</summary>
    public void EndWatches() => Watches.ForEach(watch => watch.End());

    /// <summary>Breaks off the connection of every open port-forward.</summary>
    public void AbortPortForwards() => PortForwards.ForEach(forward => forward.Abort());

    /// <summary>Ends the connection of every open port-forward without a word: in the middle of whatever is sent.</summary>
    public void EndPortForwards() => PortForwards.ForEach(forward => forward.End());

    /// <summary>
    /// Lets no byte pass on port-forwards, neither on those that are open nor on those that come. Clients that are still there when it
    /// is over go on.
    /// </summary>
    public IDisposable StallPortForwards()
    {
        PortForwards.Stall();
        return new ActiveFault(PortForwards.Release);
    }

    /// <exception cref="Errors.ApiException">A fault refuses the request.</exception>
    internal async Task ApplyAsync(HttpContext context)
    {
        PortForwards.Attach(context);
        if (Volatile.Read(ref _faults) is { IsEmpty: false } faults && ApiRequest.Parse(context.Request) is { } request)
        {
            foreach (var fault in faults)
            {
                await fault.ApplyAsync(request, context.RequestAborted);
            }
        }
    }

    private ActiveFault Add(IRequestFault fault)
    {
        ImmutableInterlocked.Update(ref _faults, static (faults, added) => faults.Add(added), fault);
        return new ActiveFault(() => ImmutableInterlocked.Update(ref _faults, static (faults, ended) => faults.Remove(ended), fault));
    }
}
