using System.Runtime.ExceptionServices;

namespace DevLoop.Benchmarks.Clients;

/// <summary>Clients at once, each on a thread of its own.</summary>
internal static class Threads
{
    private const int StackSize = 256 * 1024;

    /// <summary>Runs <paramref name="client"/> as often, and returns when the last one is done. Throws what one of them threw.</summary>
    public static void Run(int count, Action<int> client)
    {
        var failures = new Exception?[count];
        var threads = Enumerable.Range(0, count).Select(i => new Thread(() => failures[i] = FailureOf(() => client(i)), StackSize)).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        if (Array.Find(failures, f => f is not null) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static Exception? FailureOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception e)
        {
            // Handed to who waits for the threads.
            return e;
        }
    }
}
