using System.Globalization;
using System.Net.Sockets;
using DevLoop.Soak.Faults;

namespace DevLoop.Soak.Load;

/// <summary>Begins connections at a steady rate, however long others take, and sees how each ends.</summary>
internal sealed class LoadGenerator(int rate, PlanSource plans, FaultLog faults, LoadFigures figures, Action<string> say)
{
    /// <summary>While this many are open, no other one begins. So few that no forward has to hold more than it does, nor a loaded machine drowns.</summary>
    private const int MaxOpen = 400;

    /// <summary>So many failures are told one by one.</summary>
    private const int MaxTold = 40;

    /// <summary>Longer than devloop holds a connection, a stall, and the transfer of some MB on a loaded machine.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private int _open;
    private int _told;

    public int Open => Volatile.Read(ref _open);

    /// <summary>Begins connections for a time, and returns when the last one has ended.</summary>
    public async Task RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        var drained = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (due, skipped) = (0L, 0);
        Interlocked.Increment(ref _open);
        using (var timer = new PeriodicTimer(Tick, TimeProvider.System))
        {
            for (var elapsed = TimeSpan.Zero; elapsed < time; elapsed = TimeProvider.System.GetElapsedTime(began))
            {
                for (; due < elapsed.TotalSeconds * rate; due++)
                {
                    if (Open >= MaxOpen)
                    {
                        skipped++;
                        continue;
                    }

                    Interlocked.Increment(ref _open);

                    // Every way it can end is handled inside; the last one of them is waited for.
                    _ = ConnectAsync(plans.Next(), drained);
                }

                await timer.WaitForNextTickAsync(cancellationToken);
            }
        }

        figures.AddTime(TimeProvider.System.GetElapsedTime(began), skipped);
        Leave(drained);
        await drained.Task.WaitAsync(cancellationToken);
    }

    private async Task ConnectAsync(ConnectionPlan plan, TaskCompletionSource drained)
    {
        await Task.Yield();
        using var deadline = new CancellationTokenSource(Deadline, TimeProvider.System);
        using var connection = new LocalConnection();
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await new Conversation(plan, connection).RunAsync(deadline.Token);
            figures.Add(plan, Outcome.Ok, connection);
        }
        catch (Exception e)
        {
            var outcome = OutcomeOf(e, plan, began);
            figures.Add(plan, outcome, connection);
            if (outcome > Outcome.Broken)
            {
                Tell(plan, outcome, connection, began, e);
            }
        }
        finally
        {
            Leave(drained);
        }
    }

    private Outcome OutcomeOf(Exception e, ConnectionPlan plan, long began)
    {
        bool IsExplained(FaultEffect seen) => faults.Explains(seen, plan.Forward.Workload, began, TimeProvider.System.GetTimestamp());
        return e switch
        {
            // Nobody listens: whatever the cluster does, the local port stays.
            SocketException { SocketErrorCode: SocketError.ConnectionRefused } => Outcome.Lost,
            SocketException => IsExplained(FaultEffect.Resets) ? Outcome.Broken : Outcome.Lost,
            EndOfStreamException => IsExplained(FaultEffect.EndsPods) ? Outcome.Broken : Outcome.Cut,
            OperationCanceledException => Outcome.Hung,
            _ => Outcome.Wrong,
        };
    }

    private void Tell(ConnectionPlan plan, Outcome outcome, LocalConnection connection, long began, Exception e)
    {
        if (Interlocked.Increment(ref _told) > MaxTold)
        {
            return;
        }

        var last = faults.Last(4).Select(f => string.Create(
            CultureInfo.InvariantCulture, $"{f.Kind}{(f.Workload is { } w ? $" {w.Name}" : "")} {TimeProvider.System.GetElapsedTime(f.Began, began).TotalSeconds:0.0} s before it began"));
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"{outcome}: {plan.Kind} of {plan.Size} bytes by {plan.Forward.Wire.Name} to {plan.Forward.Workload.Resource} after {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.0} s, "
            + $"{connection.Sent} bytes sent and {connection.Received} received: {(e is SocketException s ? s.SocketErrorCode : e.GetType().Name)}, {e.Message} (faults: {string.Join(", ", last)})"));
    }

    private void Leave(TaskCompletionSource drained)
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            drained.TrySetResult();
        }
    }
}
