namespace DevLoop.Sandbox.Faults;

/// <summary>Every answer takes a time longer.</summary>
internal sealed class DelayFault(TimeSpan delay, TimeProvider clock) : IRequestFault
{
    public Task ApplyAsync(ApiRequest request, CancellationToken cancellationToken) => Task.Delay(delay, clock, cancellationToken);
}
