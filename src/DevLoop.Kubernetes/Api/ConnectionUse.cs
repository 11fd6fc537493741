namespace DevLoop.Kubernetes.Api;

/// <summary>What a connection is for, which settles its version of HTTP.</summary>
internal enum ConnectionUse
{
    /// <summary>Requests and watches: HTTP/2 where the server offers it.</summary>
    Requests,

    /// <summary>An upgrade: HTTP/1.1, since an HTTP/2 connection cannot be upgraded.</summary>
    Upgrade,
}
