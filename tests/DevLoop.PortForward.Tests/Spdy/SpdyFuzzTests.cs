using System.Buffers;
using DevLoop.PortForward.Spdy;
using DevLoop.Testing;
using DevLoop.Testing.Captures;
using DevLoop.Testing.Wires;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.FSharp.Core;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>
/// Whatever comes, at either end: the session ends with a reason, no task of it fails or hangs, and its memory stays bounded.
/// Tens of thousands of cases from fixed seeds; a failure prints the smallest input that FsCheck found.
/// </summary>
[NonParallelizable]
public sealed class SpdyFuzzTests
{
    private static readonly SpdySessionOptions Options = new() { KeepAliveInterval = null, CloseTimeout = TimeSpan.Zero };

    [Test]
    public void Random_bytes_end_the_session_with_a_reason() => Check(
        15_000, seed: 1, Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf());

    [Test]
    public void Random_bytes_behind_a_valid_frame_header_end_the_session_with_a_reason() => Check(
        15_000,
        seed: 3,
        from type in Gen.Choose(0, 10)
        from payload in Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf()
        from rest in Gen.Choose(0, 255).Select(i => (byte)i).ArrayOf()
        select (byte[])[.. HeaderBlocks.Frame((SpdyFrameType)type, payload), .. rest]);

    [Test]
    public void Random_sequences_of_valid_frames_end_the_session_with_a_reason() => Check(
        15_000, seed: 5, Frame().ListOf().Select(frames => Bytes(frames)));

    [Test]
    public void Mutated_captures_end_the_session_with_a_reason([Values("client", "server")] string side)
    {
        var capture = WireCapture.Load(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "spdy.jsonl"));
        var original = WireCapture.AfterHttpHead(side == "client" ? capture.FromClient(2) : capture.FromServer(2));
        Check(10_000, seed: 7, Mutation(original.Length).NonEmptyListOf().Select(mutations => mutations.Aggregate(original, (bytes, mutate) => mutate(bytes))));
    }

    private static void Check(int cases, ulong seed, Gen<byte[]> bytes)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(cases)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 1), FSharpOption<int>.None)));
        FsCheck.Check.One(config, Prop.ForAll(bytes.ToArbitrary(), EndsWithReason));
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(20_000_000), "memory that stays");
    }

    private static bool EndsWithReason(byte[] bytes) =>
        EndsWithReason(bytes, SpdyRole.Client) && EndsWithReason(bytes, SpdyRole.Server);

    private static bool EndsWithReason(byte[] bytes, SpdyRole role)
    {
        var transport = new FragmentingStream(bytes, bytes.Length % 3 == 0 ? bytes.Length : null);
        var session = SpdySession.Start(transport, role, Options, TimeProvider.System, NullLogger.Instance);
        if (role == SpdyRole.Client)
        {
            TryOpen(session);
        }

        var end = session.Completion.Within("end of the session").GetAwaiter().GetResult();
        return end.Message.Length > 0
            && end.Error is PortForwardError.ClosedByPeer or PortForwardError.TransportFailed or PortForwardError.ProtocolViolation or PortForwardError.LimitExceeded
            && session.StreamCount == 0;
    }

    private static void TryOpen(SpdySession session)
    {
        try
        {
            session.OpenPair(SpdyHeaders.Empty, SpdyHeaders.Empty);
            session.OpenPair(SpdyHeaders.Empty, SpdyHeaders.Empty);
        }
        catch (PortForwardException)
        {
            // It has ended already.
        }
    }

    private static byte[] Bytes(IEnumerable<Action<IBufferWriter<byte>, SpdyHeaderEncoder>> frames)
    {
        var output = new ArrayBufferWriter<byte>();
        var encoder = new SpdyHeaderEncoder();
        foreach (var write in frames)
        {
            write(output, encoder);
        }

        return output.WrittenSpan.ToArray();
    }

    private static Gen<Action<IBufferWriter<byte>, SpdyHeaderEncoder>> Frame() =>
        from type in Gen.Choose(0, 7)
        from id in Gen.Frequency((9, Gen.Choose(0, 12)), (1, Gen.Choose(0, SpdyFrameHeader.MaxStreamId)))
        from flags in Gen.Choose(0, 3).Select(f => (SpdyFrameFlags)f)
        from length in Gen.Frequency((9, Gen.Choose(0, 100)), (1, Gen.Choose(0, 20_000)))
        select new Action<IBufferWriter<byte>, SpdyHeaderEncoder>((output, encoder) => Write(output, encoder, type, id, flags, length));

    private static void Write(IBufferWriter<byte> output, SpdyHeaderEncoder encoder, int type, int id, SpdyFrameFlags flags, int length)
    {
        switch (type)
        {
            case 0:
                SpdyFrameWriter.WriteSynStream(output, encoder, id, new SpdyHeaders(("name", new string('v', Math.Min(length, 5000)))), flags);
                break;
            case 1:
                SpdyFrameWriter.WriteSynReply(output, encoder, id, SpdyHeaders.Empty);
                break;
            case 2:
                SpdyFrameWriter.WriteRstStream(output, id, (SpdyResetStatus)length);
                break;
            case 3:
                SpdyFrameWriter.WritePing(output, (uint)id);
                break;
            case 4 when length % 4 == 0:
                SpdyFrameWriter.WriteGoAway(output, id, SpdyGoAwayStatus.Ok);
                break;
            default:
                SpdyFrameWriter.WriteData(output, id, new byte[length], flags);
                break;
        }
    }

    private static Gen<Func<byte[], byte[]>> Mutation(int length) =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, length)
        from count in Gen.Choose(1, 40)
        from value in Gen.Choose(0, 255)
        select new Func<byte[], byte[]>(bytes => Mutate(bytes, kind, Math.Min(at, bytes.Length), count, (byte)value));

    private static byte[] Mutate(byte[] bytes, int kind, int at, int count, byte value)
    {
        var rest = bytes.AsSpan(at);
        var piece = rest[..Math.Min(count, rest.Length)];
        return kind switch
        {
            0 when !rest.IsEmpty => [.. bytes[..at], (byte)(rest[0] ^ value), .. rest[1..]],
            1 => [.. bytes[..at], .. Enumerable.Repeat(value, count), .. rest],
            2 => [.. bytes[..at], .. rest[piece.Length..]],
            3 => [.. bytes[..at], .. piece, .. rest],
            _ => bytes[..at],
        };
    }
}
