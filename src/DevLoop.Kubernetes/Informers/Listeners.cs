using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace DevLoop.Kubernetes.Informers;

/// <summary>
/// Who is told something. A listener that fails harms no other. Ending one takes no lock, so that it can be done from within
/// any listener; a call that runs at that moment is not waited for.
/// </summary>
internal sealed class Listeners<TArgument>(ILogger logger, string resource)
{
    private ImmutableArray<Listener> _all = [];

    private ILogger Logger => logger;

    private string Resource => resource;

    public Listener Add(Action<TArgument> call)
    {
        var listener = new Listener(this, call);
        ImmutableInterlocked.Update(ref _all, static (all, added) => all.Add(added), listener);
        return listener;
    }

    public void Tell(TArgument argument)
    {
        foreach (var listener in _all)
        {
            listener.Call(argument);
        }
    }

    internal sealed class Listener(Listeners<TArgument> owner, Action<TArgument> call) : IDisposable
    {
        private volatile bool _ended;

        public void Call(TArgument argument)
        {
            if (_ended)
            {
                return;
            }

            try
            {
                call(argument);
            }
            catch (Exception e)
            {
                InformerLog.ListenerFailed(owner.Logger, e, owner.Resource);
            }
        }

        public void Dispose()
        {
            _ended = true;
            ImmutableInterlocked.Update(ref owner._all, static (all, ended) => all.Remove(ended), this);
        }
    }
}
