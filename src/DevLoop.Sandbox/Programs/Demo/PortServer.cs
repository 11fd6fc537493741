using System.Net.Sockets;
using DevLoop.Sandbox.Networking;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>One listening port of the demo program: accepts, and owns the connections it accepted.</summary>
internal sealed class PortServer(PodListener listener, IConnectionHandler handler, ContainerLog log, TimeProvider time) : IDisposable
{
    /// <summary>How many connections are served at once; more wait in the listener's backlog.</summary>
    private const int MaxConnections = 1_024;

    private static readonly TimeSpan PauseAfterFailedAccept = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _slots = new(MaxConnections);
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _open = 1; // the accept loop counts as one

    /// <summary>Accepts until told to terminate, and returns when the last connection has ended.</summary>
    /// <param name="terminate">No more connections are accepted; open ones go on.</param>
    /// <param name="abort">Open connections end now.</param>
    public async Task RunAsync(CancellationToken terminate, CancellationToken abort)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(terminate, abort);
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await _slots.WaitAsync(stop.Token);
                await AcceptOneAsync(terminate, abort, stop.Token);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop while waiting for a connection.
        }
        finally
        {
            listener.Dispose();
            Leave();
        }

        await _drained.Task;
    }

    public void Dispose()
    {
        listener.Dispose();
        _slots.Dispose();
    }

    private async Task AcceptOneAsync(CancellationToken terminate, CancellationToken abort, CancellationToken stop)
    {
        try
        {
            var socket = await listener.AcceptAsync(stop);
            Interlocked.Increment(ref _open);
            // Not awaited here: every way it can end is handled inside, and RunAsync waits for the last one.
            _ = ServeAsync(socket, terminate, abort);
        }
        catch (SocketException e)
        {
            _slots.Release();
            log.WriteLine($"accept failed: {e.SocketErrorCode}");
            await Task.Delay(PauseAfterFailedAccept, time, stop);
        }
    }

    private async Task ServeAsync(Socket socket, CancellationToken terminate, CancellationToken abort)
    {
        await Task.Yield();
        try
        {
            socket.NoDelay = true;
            await handler.ServeAsync(socket, terminate, abort);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // The peer went away, or the container was killed: an ordinary end for a connection.
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            log.WriteLine($"connection failed: {e.GetType().Name}: {e.Message}");
        }
        finally
        {
            _slots.Release();
            Leave();
        }
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _drained.SetResult();
        }
    }
}
