namespace DevLoop.Kubernetes.Authentication;

/// <summary>Whether an exec plugin uses standard input.</summary>
internal enum InteractiveMode
{
    Never,
    IfAvailable,
    Always,
}
