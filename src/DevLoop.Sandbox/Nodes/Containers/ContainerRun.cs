using DevLoop.Sandbox.Programs;

namespace DevLoop.Sandbox.Nodes.Containers;

/// <summary>One run of a container's program.</summary>
internal sealed class ContainerRun : IDisposable
{
    private readonly CancellationTokenSource _terminate;
    private readonly CancellationTokenSource _kill;

    public ContainerRun(IContainerProgram program, ContainerContext context, CancellationToken terminate, CancellationToken kill)
    {
        _terminate = CancellationTokenSource.CreateLinkedTokenSource(terminate);
        _kill = CancellationTokenSource.CreateLinkedTokenSource(kill);
        Exit = RunAsync(program, context, new ContainerSignals(_terminate.Token, _kill.Token));
    }

    /// <summary>The exit code. Never fails: a program that throws has crashed.</summary>
    public Task<int> Exit { get; }

    /// <summary>Whether the program was still running when it was killed.</summary>
    public bool Killed { get; private set; }

    /// <summary>SIGTERM, and SIGKILL when the grace has passed.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        await _terminate.CancelAsync();
        using var exited = new CancellationTokenSource();
        var patience = Task.Delay(grace, time, exited.Token);
        if (await Task.WhenAny(Exit, patience) == patience)
        {
            await _kill.CancelAsync();
        }

        await exited.CancelAsync();
        await Exit;
    }

    public void Dispose()
    {
        _terminate.Dispose();
        _kill.Dispose();
    }

    private async Task<int> RunAsync(IContainerProgram program, ContainerContext context, ContainerSignals signals)
    {
        await using var killed = signals.Kill.UnsafeRegister(static run => ((ContainerRun)run!).Killed = true, this);
        try
        {
            return await program.RunAsync(context, signals);
        }
        catch (OperationCanceledException) when (signals.Kill.IsCancellationRequested)
        {
            return ExitCodes.Killed;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Log.WriteLine($"panic: {e.GetType().Name}: {e.Message}");
            return ExitCodes.Failure;
        }
    }
}
