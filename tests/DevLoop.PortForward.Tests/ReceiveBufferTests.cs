using System.Buffers;
using DevLoop.Testing;

namespace DevLoop.PortForward.Tests;

public sealed class ReceiveBufferTests
{
    private readonly ReceiveBuffer _buffer = new(size: 1000);

    [Test]
    public async Task Bytes_come_out_as_they_went_in_and_then_the_end()
    {
        await FillAsync(10);
        _buffer.End();

        Assert.That(await ReadAsync(6), Is.EqualTo(6));
        Assert.That(await ReadAsync(100), Is.EqualTo(4));
        Assert.That(await ReadAsync(100), Is.Zero);
        Assert.That(await ReadAsync(100), Is.Zero);
    }

    [Test]
    public async Task A_reader_waits_for_bytes()
    {
        var reading = ReadAsync(100);
        Assert.That(reading.IsCompleted, Is.False);

        await FillAsync(3);

        Assert.That(await reading.Within("bytes"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_filler_waits_for_room()
    {
        var filling = FillAsync(2000);
        Assert.That(filling.IsCompleted, Is.False);

        await ReadAsync(1600);

        await filling.Within("room");
    }

    [Test]
    public async Task The_end_releases_a_filler_and_keeps_what_it_brought()
    {
        var filling = FillAsync(2000);

        _buffer.End();

        await filling.Within("end of the fill");
        Assert.That(await ReadAsync(5000), Is.EqualTo(2000));
        Assert.That(await ReadAsync(5000), Is.Zero);
    }

    [Test]
    public async Task Bytes_behind_the_end_are_dropped()
    {
        _buffer.End();

        await FillAsync(5000).Within("end of the fill");

        Assert.That(await ReadAsync(100), Is.Zero);
    }

    [Test]
    public async Task Discarding_releases_a_filler_and_drops_what_came()
    {
        var filling = FillAsync(2000);

        _buffer.Discard();
        _buffer.Discard();

        await filling.Within("end of the fill");
        await FillAsync(5000).Within("end of a fill");
        Assert.That(await ReadAsync(100), Is.Zero);
    }

    [Test]
    public async Task Discarding_releases_a_reader()
    {
        var reading = ReadAsync(100);

        _buffer.Discard();

        Assert.That(await reading.Within("end of the read"), Is.Zero);
    }

    [Test]
    public async Task What_a_reader_does_next_holds_up_nobody_else([Values] bool discard)
    {
        var next = ReadAndLetAnotherThreadDiscardAsync();

        await Task.Run(discard ? _buffer.Discard : _buffer.End).Within("end of the buffer");

        Assert.That(await next.Within("end of the reader"), Is.True);

        async Task<bool> ReadAndLetAnotherThreadDiscardAsync()
        {
            await ReadAsync(100).ConfigureAwait(false);
            return Task.Run(_buffer.Discard).Wait(TestLimits.Event / 2);
        }
    }

    [Test]
    public async Task A_read_into_nothing_takes_nothing()
    {
        await FillAsync(3);

        Assert.That(await ReadAsync(0).Within("end of the read"), Is.Zero);
        Assert.That(await ReadAsync(100), Is.EqualTo(3));
    }

    [Test]
    public async Task A_second_reader_is_refused_and_does_not_disturb_the_first()
    {
        var reading = ReadAsync(100);

        await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(100));

        await FillAsync(3);
        Assert.That(await reading.Within("bytes"), Is.EqualTo(3));
    }

    [Test]
    public async Task A_cancelled_read_takes_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var reading = _buffer.ReadAsync(new byte[10], cancel.Token).AsTask();
        await cancel.CancelAsync();

        await Assert.CatchAsync<OperationCanceledException>(() => reading);

        await FillAsync(3);
        Assert.That(await ReadAsync(100), Is.EqualTo(3));
    }

    [Test]
    public async Task Filling_reading_and_ending_at_once_never_hang_or_mix_up_bytes([Range(1, 20)] int seed, [Values] bool discard)
    {
        var random = new Random(seed);
        var endAfter = random.Next(100_000);
        var buffer = new ReceiveBuffer(size: random.Next(1, 5000));
        var chunk = random.Next(1, 4000);

        var filling = Task.Run(async () =>
        {
            var next = 0;
            for (var i = 0; i < 200; i++)
            {
                var bytes = new byte[chunk];
                for (var j = 0; j < bytes.Length; j++)
                {
                    bytes[j] = (byte)next++;
                }

                await buffer.FillAsync(new ReadOnlySequence<byte>(bytes), default);
            }

            buffer.End();
        });
        var position = 0;
        var bytes = new byte[777];
        while (await buffer.ReadAsync(bytes, default).AsTask().Within("bytes") is > 0 and var read)
        {
            for (var i = 0; i < read; i++)
            {
                Assert.That(bytes[i], Is.EqualTo((byte)position++));
            }

            if (position > endAfter && discard)
            {
                buffer.Discard();
            }
        }

        await filling.Within("end of the filler");
        Assert.That(discard || position == 200 * chunk, Is.True);
    }

    private Task FillAsync(int count) => _buffer.FillAsync(new ReadOnlySequence<byte>(new byte[count]), default).AsTask();

    private Task<int> ReadAsync(int count) => _buffer.ReadAsync(new byte[count], default).AsTask();
}
