using System.Net;
using DevLoop.Forwarding.Events;

namespace DevLoop.Cli.Console;

/// <summary>As <c>skaffold dev</c> says it, which does not speak of connections.</summary>
internal sealed class SkaffoldWords : IForwardWords
{
    public string Up(ForwardEvent.Active active, IPEndPoint local) =>
        $"Port forwarding {ForwardReporter.NameOf(active.Entry)}, remote port {active.Entry.Port} -> http://{local}";

    public string? Accepted(IPEndPoint local) => null;
}
