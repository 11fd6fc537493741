using DevLoop.Cli.Demo;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using DevLoop.Sandbox.Manifests;

namespace DevLoop.Cli.Hosting;

/// <summary>Turns what ended a command into sentences and an exit code.</summary>
/// <param name="ExitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="Sentences">What is wrong and what to do: one sentence, or one for each of several things that went wrong together.</param>
internal sealed record FailureReport(int ExitCode, params IReadOnlyList<string> Sentences)
{
    public static FailureReport Of(Exception e) => e switch
    {
        ForwardArgumentException => new(ExitCodes.Usage, e.Message),
        ConfigurationException => new(ExitCodes.Configuration, e.Message),
        KubeconfigException => new(ExitCodes.Configuration, e.Message),
        ApiException { Reason: ApiError.BadRequest or ApiError.Other, Operation.Resource: "pods/portforward" or "nodes/proxy" } => new(
            ExitCodes.UpgradeRefused, $"{e.Message.TrimEnd('.')}. A proxy in between may not let upgrades through: go around it, or try another --transport."),
        ApiException api => new(CodeOf(api), e.Message),
        ClusterConnectionException { Reason: ClusterConnectionError.UpgradeRefused } => new(ExitCodes.UpgradeRefused, e.Message),
        ClusterConnectionException => new(ExitCodes.Unreachable, e.Message),
        ResourceNotFoundException => new(ExitCodes.NotFound, e.Message),
        LocalPortException => new(ExitCodes.LocalPort, e.Message),
        LocalPortsException ports => new(ExitCodes.LocalPort, ports.Sentences),
        NoPodException => new(ExitCodes.NoPod, e.Message),
        ManifestException => new(ExitCodes.Usage, e.Message),
        DemoException => new(ExitCodes.Failed, e.Message),
        IOException or UnauthorizedAccessException => new(ExitCodes.Failed, e.Message),
        _ => new(ExitCodes.Failed, $"devloop failed in a way it did not expect ({e.GetType().Name}: {e.Message}). Run it again with --log-file FILE to see more, and please report it."),
    };

    private static int CodeOf(ApiException e) => e.Reason switch
    {
        ApiError.Unauthorized => ExitCodes.Unauthorized,
        ApiError.Forbidden => ExitCodes.Forbidden,
        ApiError.NotFound => ExitCodes.NotFound,
        _ => ExitCodes.Failed,
    };
}
