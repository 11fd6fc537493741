namespace DevLoop.Kubernetes.Api;

/// <summary>Why the cluster could not be talked to.</summary>
public enum ClusterConnectionError
{
    /// <summary>The server's name has no address.</summary>
    NameNotResolved,

    /// <summary>Nothing listens at the server's address.</summary>
    ConnectionRefused,

    /// <summary>No way leads to the server's address.</summary>
    Unreachable,

    /// <summary>This machine gives the program no more file descriptors or memory for connections. Says nothing about the server.</summary>
    OutOfResources,

    /// <summary>The server did not answer in time.</summary>
    TimedOut,

    /// <summary>The server's certificate is not to be believed, or it speaks no TLS that can be agreed on.</summary>
    TlsFailed,

    /// <summary>The proxy in front of the server refused or failed.</summary>
    ProxyFailed,

    /// <summary>The connection ended in the middle of the TLS handshake or of an answer.</summary>
    ConnectionLost,

    /// <summary>Something answered that is no Kubernetes API: a login page, a proxy, another server.</summary>
    NotKubernetes,

    /// <summary>The answer is larger than anything a cluster has reason to send.</summary>
    AnswerTooLarge,

    /// <summary>No way to upgrade the connection was accepted.</summary>
    UpgradeRefused,
}
