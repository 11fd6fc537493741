namespace DevLoop.Forwarding.Configuration;

/// <summary>What is forwarded in a run.</summary>
[Flags]
public enum ForwardModes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>What the <c>portForward</c> sections of the configuration name.</summary>
    User = 1,

    /// <summary>Every port of every Service of this run.</summary>
    Services = 2,

    /// <summary>Every port that a container of this run declares.</summary>
    Pods = 4,

    /// <summary>The ports that debuggers listen on in pods of this run.</summary>
    Debug = 8,
}
