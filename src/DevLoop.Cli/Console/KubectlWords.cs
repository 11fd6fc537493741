using System.Net;
using DevLoop.Forwarding.Events;

namespace DevLoop.Cli.Console;

/// <summary>As <c>kubectl port-forward</c> says it, word for word.</summary>
internal sealed class KubectlWords : IForwardWords
{
    public string Up(ForwardEvent.Active active, IPEndPoint local) => $"Forwarding from {local} -> {active.Target.Port}";

    public string Accepted(IPEndPoint local) => $"Handling connection for {local.Port}";
}
