using System.CommandLine;
using DevLoop.Forwarding.Sessions;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward.Spdy;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary>The options that say how to get at pods.</summary>
internal sealed class WireOptions
{
    private readonly Option<string?> _transport = new("--transport")
    {
        Description = "Use only this wire. Default: the first one that works, in this order. v4.channel cannot tell the pod that a client is done sending.",
        HelpName = "tunnel|spdy|v4.channel",
    };

    private readonly Option<bool> _viaNode = new("--via-node")
    {
        Description = "Go through the pod's node (needs nodes/proxy) instead of the pod's own URL.",
    };

    public void AddTo(Command command)
    {
        command.Add(_transport);
        command.Add(_viaNode);
    }

    /// <summary>What opens sessions as the options say.</summary>
    /// <exception cref="Forwarding.Configuration.ForwardArgumentException">There is no such wire.</exception>
    public Func<ClusterTransport, SessionOpener> Read(ParseResult result, ILoggerFactory loggerFactory, TimeProvider time)
    {
        var transport = TransportNames.Parse(result.GetValue(_transport));
        var viaNode = result.GetValue(_viaNode);
        return cluster => new SessionOpener(
            new PortForwardUpgrader(cluster, loggerFactory, transport), viaNode, new PortForwardSessionOptions(), time, loggerFactory);
    }
}
