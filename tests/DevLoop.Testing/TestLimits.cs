namespace DevLoop.Testing;

/// <summary>How long a test waits for something that must happen: long enough for a loaded machine, short enough to name the culprit.</summary>
public static class TestLimits
{
    /// <summary>One event: a frame, a line of output, an end of file.</summary>
    public static readonly TimeSpan Event = TimeSpan.FromSeconds(30);

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
