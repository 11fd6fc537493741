namespace DevLoop.Sandbox.Programs;

/// <summary>The last lines that a container wrote. Older lines are dropped, long ones are cut.</summary>
internal sealed class ContainerLog(TimeProvider time)
{
    /// <summary>How many lines are kept.</summary>
    public const int MaxLines = 1_000;

    /// <summary>How many characters of a line are kept.</summary>
    public const int MaxLineLength = 1_024;

    private readonly Lock _gate = new();
    private readonly Queue<ContainerLogLine> _lines = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _written;
    private bool _ended;

    public void WriteLine(string text)
    {
        var line = new ContainerLogLine(time.GetUtcNow(), text.Length > MaxLineLength ? text[..MaxLineLength] : text);
        TaskCompletionSource changed;
        lock (_gate)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(line);
            _written++;
            changed = Renew();
        }

        changed.SetResult();
    }

    /// <summary>Says that the container has ended and no line will follow.</summary>
    public void End()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _ended = true;
            changed = Renew();
        }

        changed.SetResult();
    }

    /// <summary>The kept lines from line number <paramref name="from"/> on, and how to go on from there.</summary>
    public ContainerLogPage Read(long from)
    {
        lock (_gate)
        {
            var skipped = Math.Max(0, from - (_written - _lines.Count));
            return new ContainerLogPage([.. _lines.Skip((int)Math.Min(skipped, _lines.Count))], _written, _ended, _changed.Task);
        }
    }

    private TaskCompletionSource Renew()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return changed;
    }
}
