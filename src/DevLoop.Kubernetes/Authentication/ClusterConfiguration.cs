using System.Net;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// One cluster and how to get in: what kubeconfig and command line come to. A class, not a record: it leads to secrets
/// and must not print itself.
/// </summary>
public sealed class ClusterConfiguration
{
    private readonly UserEntry _user;
    private readonly Func<ExecEntry, TimeProvider, ExecPlugin> _plugin;

    internal ClusterConfiguration(Uri server, ServerTrust trust, UserEntry user, Func<ExecEntry, TimeProvider, ExecPlugin> plugin)
    {
        Server = server;
        Trust = trust;
        _user = user;
        _plugin = plugin;
    }

    /// <summary>The API server, with the path that goes before every request's, if any; no user name or password.</summary>
    public Uri Server { get; }

    /// <summary>The namespace to use where none is named: the command line's, else the context's, else <c>default</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>The context's name; null when a cluster was chosen without one.</summary>
    public string? Context { get; init; }

    /// <summary>The user entry's name; empty when requests are anonymous.</summary>
    public string UserName => _user.Name;

    /// <summary>Where it was read from: the files of the kubeconfig, or the service account's folder.</summary>
    public required IReadOnlyList<string> Sources { get; init; }

    internal ServerTrust Trust { get; }

    internal IWebProxy? Proxy { get; init; }

    internal bool DisableCompression { get; init; }

    internal IReadOnlyList<KeyValuePair<string, string>> ImpersonationHeaders => _user.Impersonation;

    /// <exception cref="KubeconfigException">The user's fields contradict each other or cannot be used.</exception>
    internal ICredentialSource CreateCredentialSource(TimeProvider time) => CredentialSources.For(_user, exec => _plugin(exec, time), time);
}
