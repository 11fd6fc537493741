namespace DevLoop.Forwarding.LocalPorts;

/// <summary>What became of a set of entries. Whether some without local ports stop all is the caller's to say.</summary>
/// <param name="Held">Those that have one, in the order of their claims.</param>
/// <param name="Failures">Those that have none.</param>
internal sealed record LocalPortBindings(IReadOnlyList<LocalPortBinding> Held, IReadOnlyList<LocalPortFailure> Failures)
{
    /// <summary>Closes every listener: for a caller that wants all or none.</summary>
    public void Release()
    {
        foreach (var binding in Held)
        {
            binding.Listener.Dispose();
        }
    }
}
