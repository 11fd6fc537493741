namespace DevLoop.Cli.Console;

/// <summary>
/// What of one resource is news: its ports are forwards of their own, which all say the same of its pods, and a pod that cannot
/// start goes round in a circle of reasons.
/// </summary>
internal sealed class ResourceNews
{
    /// <summary>More than that are not told apart: reasons hold counts.</summary>
    private const int MaxTroubles = 100;

    private readonly HashSet<string> _troubles = new(StringComparer.Ordinal);
    private string? _last;

    /// <summary>Whether a failure or a wait was not there since the last change of the pod.</summary>
    /// <param name="topic">What tells it from others: its line, or what is the same in several of them.</param>
    public bool IsTrouble(string topic)
    {
        if (_troubles.Count >= MaxTroubles)
        {
            _troubles.Clear();
        }

        var isNews = _troubles.Add(topic);
        _last = isNews ? topic : _last;
        return isNews;
    }

    /// <summary>Whether a line about a change of the pod is not what was said last.</summary>
    public bool IsChange(string line)
    {
        _troubles.Clear();
        var isNews = _last != line;
        _last = line;
        return isNews;
    }

    /// <summary>A forward is up: what troubles it from now on is news.</summary>
    public void Forget()
    {
        _troubles.Clear();
        _last = null;
    }
}
