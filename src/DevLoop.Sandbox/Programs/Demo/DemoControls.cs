namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>What clients of one run of the demo program have asked of it.</summary>
internal sealed class DemoControls
{
    private readonly TaskCompletionSource<int> _crash = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady = true;

    /// <summary>What <c>/healthz</c> answers. True at the start of every run.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>Completes with an exit code when the program is to end at once.</summary>
    public Task<int> Crash => _crash.Task;

    public void CrashWith(int exitCode) => _crash.TrySetResult(exitCode);
}
