namespace DevLoop.Kubernetes.Informers;

/// <summary>A watch ended before it was of any use: not an error of the server's, but no reason to ask again at once.</summary>
internal sealed class WatchEndedException(string resource)
    : Exception($"The server ended the watch of {resource} at once, without an event: waiting before the next one.");
