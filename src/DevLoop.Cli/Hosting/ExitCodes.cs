namespace DevLoop.Cli.Hosting;

/// <summary>What the program's exit code means. The table for users is docs/exit-codes.md.</summary>
internal static class ExitCodes
{
    /// <summary>Done, or ended by the user.</summary>
    public const int Ok = 0;

    /// <summary>Something that no other code names.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>
    /// No kubeconfig, or one that cannot be used: its context, a certificate, an exec plugin. Or a devloop.yaml or skaffold.yaml
    /// with errors.
    /// </summary>
    public const int Configuration = 3;

    /// <summary>The cluster cannot be reached, or what answers is no Kubernetes API.</summary>
    public const int Unreachable = 4;

    /// <summary>The cluster does not know who asks (401).</summary>
    public const int Unauthorized = 5;

    /// <summary>Who asks may not do it (403).</summary>
    public const int Forbidden = 6;

    /// <summary>The resource, or a port of it that can be forwarded, does not exist.</summary>
    public const int NotFound = 7;

    /// <summary>A local port cannot be bound.</summary>
    public const int LocalPort = 8;

    /// <summary>There was no pod to connect to in time.</summary>
    public const int NoPod = 9;

    /// <summary>The cluster, or a proxy before it, accepts no upgraded connection.</summary>
    public const int UpgradeRefused = 10;

    /// <summary>Ended by a second Ctrl+C, before everything was closed.</summary>
    public const int Interrupted = 130;
}
