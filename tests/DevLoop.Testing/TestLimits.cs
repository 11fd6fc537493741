namespace DevLoop.Testing;

/// <summary>How long a test waits for something that must happen: long enough for a loaded machine, short enough to name the culprit.</summary>
public static class TestLimits
{
    /// <summary>One event: a frame, a line of output, an end of file.</summary>
    public static readonly TimeSpan Event = TimeSpan.FromSeconds(30);

    /// <summary>How long something that a bound holds back must make no progress to count as held back.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Whether a bound holds something back, of which there is no event but silence. On a slow machine it may say so too early:
    /// a test must not fail for that.
    /// </summary>
    public static async Task<bool> IsHeldBackAsync(this Task task)
    {
        await Task.WhenAny(task, Task.Delay(Stall, TimeProvider.System));
        return !task.IsCompleted;
    }

    /// <summary>Fails with a <see cref="TimeoutException"/> that says what was waited for.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        try
        {
            return await task.WaitAsync(Event, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"No {what} within {Event.TotalSeconds} s.", e);
        }
    }

    /// <inheritdoc cref="Within{T}"/>
    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Event, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"No {what} within {Event.TotalSeconds} s.", e);
        }
    }
}
