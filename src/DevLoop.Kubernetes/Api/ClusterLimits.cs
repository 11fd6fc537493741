namespace DevLoop.Kubernetes.Api;

/// <summary>How long to wait for a cluster and how much to take from it.</summary>
public sealed record ClusterLimits
{
    /// <summary>For the TCP connection, and for it and TLS together. Default: 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one request from its first byte to its answer's last. Default: 30 s.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to one attempt to upgrade. Default: 15 s.</summary>
    public TimeSpan Upgrade { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a server may outstay the time that it was asked to end a watch at. Default: 30 s.</summary>
    public TimeSpan WatchGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the body of an answer, or of one page of a list, in bytes after decompression. Default: 64 MiB.</summary>
    public long BodyBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>For one event of a watch, in bytes. Default: 8 MiB, several times what the cluster's store takes.</summary>
    public int WatchEventBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The objects to ask for in one page of a list. Default: 500, as kubectl does.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>The pages of one list. Default: 400.</summary>
    public int Pages { get; init; } = 400;

    /// <summary>
    /// The objects of one list, of all its pages. Default: 200,000; Kubernetes is made for up to 150,000 pods, see
    /// https://kubernetes.io/docs/setup/best-practices/cluster-large/.
    /// </summary>
    public int ListObjects { get; init; } = 200_000;

    /// <summary>
    /// The bodies of one list, of all its pages, in bytes after decompression. Default: 1 GiB, which is 5 KiB for each of
    /// <see cref="ListObjects"/>.
    /// </summary>
    public long ListBytes { get; init; } = 1024L * 1024 * 1024;
}
