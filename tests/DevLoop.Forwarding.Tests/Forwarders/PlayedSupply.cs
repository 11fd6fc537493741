using System.Threading.Channels;
using DevLoop.Forwarding.Forwarders;
using DevLoop.PortForward;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>Gives the streams that a test has made, as they come.</summary>
internal sealed class PlayedSupply : IStreamSupply
{
    private readonly Channel<ForwardedStream> _next = Channel.CreateUnbounded<ForwardedStream>();
    private readonly Channel<PortForwardException> _failures = Channel.CreateUnbounded<PortForwardException>();

    /// <summary>What is done about a failure.</summary>
    public Reopening Then { get; set; } = Reopening.AtOnce;

    /// <summary>How many failures have been asked about and not been awaited with <see cref="FailureAsync"/>.</summary>
    public int Failures => _failures.Reader.Count;

    public void Give(PlayedStream stream) => _next.Writer.TryWrite(stream);

    /// <summary>The next failure that was asked about.</summary>
    public Task<PortForwardException> FailureAsync() => _failures.Reader.ReadAsync().AsTask().Within("failure");

    public ValueTask<Reopening> AfterAsync(PortForwardException failure, CancellationToken cancellationToken)
    {
        _failures.Writer.TryWrite(failure);
        return ValueTask.FromResult(Then);
    }

    public ValueTask<ForwardedStream> OpenAsync(CancellationToken cancellationToken) => _next.Reader.ReadAsync(cancellationToken);
}
