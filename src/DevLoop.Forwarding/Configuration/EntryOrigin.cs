namespace DevLoop.Forwarding.Configuration;

/// <summary>Who wants a forward. In the order of their claims on local ports.</summary>
public enum EntryOrigin
{
    /// <summary>A person, on the command line or in the <c>portForward</c> section of a file.</summary>
    User,

    /// <summary>Found as a port of a Service.</summary>
    Services,

    /// <summary>Found as a port that a container declares.</summary>
    Pods,

    /// <summary>Found as a port that a debugger listens on.</summary>
    Debug,
}
