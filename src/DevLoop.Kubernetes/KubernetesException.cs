namespace DevLoop.Kubernetes;

/// <summary>
/// A cluster could not be used. The message is a sentence for a person: what is wrong, where, and what to do;
/// it never holds a token, a password or a key. Each kind of failure has a type of its own with a reason to switch on.
/// </summary>
public abstract class KubernetesException : Exception
{
    private protected KubernetesException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
