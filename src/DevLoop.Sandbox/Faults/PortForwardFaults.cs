using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevLoop.Sandbox.Faults;

/// <summary>What goes wrong with port-forwards once they are upgraded.</summary>
internal sealed class PortForwardFaults
{
    private readonly Lock _gate = new();
    private readonly HashSet<OpenPortForward> _open = [];
    private TaskCompletionSource? _stall;
    private int _stalls;

    /// <summary>The port-forwards that are open.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Completes when bytes may pass.</summary>
    public Task Flowing
    {
        get
        {
            lock (_gate)
            {
                return _stall?.Task ?? Task.CompletedTask;
            }
        }
    }

    /// <summary>Lets a request be upgraded to a connection that can go wrong. Port-forwards are all that is upgraded.</summary>
    public void Attach(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            var lifetime = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>();
            context.Features.Set<IHttpUpgradeFeature>(new FaultyUpgrade(upgrade, stream => Open(stream, lifetime)));
        }
    }

    /// <summary>Lets no byte pass, until <see cref="Release"/> was called as often.</summary>
    public void Stall()
    {
        lock (_gate)
        {
            _stalls++;
            _stall ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            if (--_stalls == 0)
            {
                _stall!.SetResult();
                _stall = null;
            }
        }
    }

    /// <summary>Does something to every port-forward that is open.</summary>
    public void ForEach(Action<OpenPortForward> action)
    {
        OpenPortForward[] open;
        lock (_gate)
        {
            open = [.. _open];
        }

        Array.ForEach(open, action);
    }

    private OpenPortForward Open(Stream stream, IConnectionLifetimeFeature lifetime)
    {
        var forward = new OpenPortForward(stream, lifetime, this, Close);
        lock (_gate)
        {
            _open.Add(forward);
        }

        return forward;
    }

    private void Close(OpenPortForward forward)
    {
        lock (_gate)
        {
            _open.Remove(forward);
        }
    }
}
