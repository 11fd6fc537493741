namespace DevLoop.Sandbox.Nodes.Probes;

/// <summary>Turns single probe results into a verdict: it changes only after enough equal results in a row.</summary>
internal sealed class ProbeThreshold(int successThreshold, int failureThreshold)
{
    private bool? _last;
    private int _run;

    /// <summary>True: healthy. False: failed. Null: not enough results yet.</summary>
    public bool? Verdict { get; private set; }

    /// <summary>Takes one result; answers whether the verdict has changed.</summary>
    public bool Observe(bool success)
    {
        _run = _last == success ? _run + 1 : 1;
        _last = success;
        if (_run < (success ? successThreshold : failureThreshold) || Verdict == success)
        {
            return false;
        }

        Verdict = success;
        return true;
    }
}
