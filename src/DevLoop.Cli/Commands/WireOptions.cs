using System.CommandLine;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Sessions;
using DevLoop.Kubernetes.Api;
using DevLoop.PortForward.Spdy;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary>The options that say how to get at pods.</summary>
internal sealed class WireOptions
{
    private const int MaxMaxSessions = 1000;

    private readonly Option<string?> _transport = new("--transport")
    {
        Description = "Use only this wire. Default: the first one that works, in this order. v4.channel cannot tell the pod that a client is done sending.",
        HelpName = "tunnel|spdy|v4.channel",
    };

    private readonly Option<bool> _viaNode = new("--via-node")
    {
        Description = "Go through the pod's node (needs nodes/proxy) instead of the pod's own URL.",
    };

    private readonly Option<int> _maxSessions = new("--max-sessions")
    {
        Description = $"How many upgraded connections a pod has, from 1 to {MaxMaxSessions}; beyond them, local connections share. v4.channel cannot share, and has no such bound.",
        DefaultValueFactory = _ => new SessionPoolOptions().MaxSessions,
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        command.Add(_transport);
        command.Add(_viaNode);
        command.Add(_maxSessions);
    }

    /// <summary>What opens sessions as the options say.</summary>
    /// <exception cref="ForwardArgumentException">There is no such wire.</exception>
    public Func<ClusterTransport, SessionOpener> Read(ParseResult result, ILoggerFactory loggerFactory, TimeProvider time)
    {
        var transport = TransportNames.Parse(result.GetValue(_transport));
        var viaNode = result.GetValue(_viaNode);
        return cluster => new SessionOpener(
            new PortForwardUpgrader(cluster, loggerFactory, transport), viaNode, new PortForwardSessionOptions(), time, loggerFactory);
    }

    /// <summary>How many sessions to keep.</summary>
    /// <exception cref="ForwardArgumentException">It is a number that is not allowed.</exception>
    public SessionPoolOptions ReadPooling(ParseResult result) => result.GetValue(_maxSessions) switch
    {
        >= 1 and <= MaxMaxSessions and var number => new SessionPoolOptions { MaxSessions = number },
        var number => throw new ForwardArgumentException($"--max-sessions {number} is out of range: give a number from 1 to {MaxMaxSessions}."),
    };
}
