using System.Buffers;
using DevLoop.PortForward.Spdy;

namespace DevLoop.PortForward.Tests.Spdy;

/// <summary>The bytes of frames, as the specification draws them.</summary>
public sealed class SpdyFrameCodecTests
{
    [Test]
    public void A_PING_is_twelve_bytes() =>
        Assert.That(Written(output => SpdyFrameWriter.WritePing(output, 0x01020304)), Is.EqualTo("80030006 00000004 01020304"));

    [Test]
    public void A_RST_STREAM_names_the_stream_and_the_status() =>
        Assert.That(
            Written(output => SpdyFrameWriter.WriteRstStream(output, 7, SpdyResetStatus.Cancel)), Is.EqualTo("80030003 00000008 00000007 00000005"));

    [Test]
    public void A_GOAWAY_names_the_last_good_stream_and_the_status() =>
        Assert.That(
            Written(output => SpdyFrameWriter.WriteGoAway(output, 11, SpdyGoAwayStatus.ProtocolError)), Is.EqualTo("80030007 00000008 0000000B 00000001"));

    [Test]
    public void A_data_frame_carries_its_flag_and_its_payload() =>
        Assert.That(
            Written(output => SpdyFrameWriter.WriteData(output, 3, [0xAA, 0xBB], SpdyFrameFlags.Fin)), Is.EqualTo("00000003 01000002 AABB"));

    [Test]
    public void A_SYN_STREAM_begins_the_zlib_stream_with_the_dictionary_of_SPDY_3() =>
        Assert.That(
            Written(output => SpdyFrameWriter.WriteSynStream(output, new SpdyHeaderEncoder(), 1, new SpdyHeaders(("a", "b")), SpdyFrameFlags.Fin)),
            Is.EqualTo("80030001 01000028 00000001 00000000 000078F9 E3C6A7C2 000E00F1 FF000000 01000000 01610000 00016200 0000FFFF"));

    [Test]
    public void A_SYN_REPLY_names_the_stream_and_carries_a_block() =>
        Assert.That(
            Written(output => SpdyFrameWriter.WriteSynReply(output, new SpdyHeaderEncoder(), 3, SpdyHeaders.Empty)),
            Is.EqualTo("80030002 00000018 00000003 78F9E3C6 A7C20004 00FBFF00 00000000 0000FFFF"));

    [Test]
    public void Every_frame_asks_its_writer_for_as_much_room_as_it_fills()
    {
        var headers = new SpdyHeaders(("a", "b"));
        Action<IBufferWriter<byte>>[] frames =
        [
            output => SpdyFrameWriter.WriteSynStream(output, new SpdyHeaderEncoder(), 1, headers, SpdyFrameFlags.None),
            output => SpdyFrameWriter.WriteSynReply(output, new SpdyHeaderEncoder(), 1, headers),
            output => SpdyFrameWriter.WriteRstStream(output, 1, SpdyResetStatus.Cancel),
            output => SpdyFrameWriter.WritePing(output, 1),
            output => SpdyFrameWriter.WriteGoAway(output, 1, SpdyGoAwayStatus.Ok),
            output => SpdyFrameWriter.WriteData(output, 1, [0xAA], SpdyFrameFlags.None),
        ];
        foreach (var frame in frames)
        {
            Assert.DoesNotThrow(() => frame(new ExactBufferWriter()));
        }
    }

    [Test]
    public void A_header_that_is_not_there_yet_is_left_in_the_buffer([Range(0, 7)] int length)
    {
        var buffer = new ReadOnlySequence<byte>(new byte[length]);

        Assert.That(SpdyFrameHeader.TryRead(ref buffer, out _), Is.False);
        Assert.That(buffer.Length, Is.EqualTo(length));
    }

    [Test]
    public void Headers_read_as_they_were_written(
        [Values(SpdyFrameFlags.None, SpdyFrameFlags.Fin, SpdyFrameFlags.Fin | SpdyFrameFlags.Unidirectional)] object flags,
        [Values(0, 1, 0x1234, SpdyFrameHeader.MaxLength)] int length)
    {
        foreach (var type in Enum.GetValues<SpdyFrameType>())
        {
            var read = RoundTrip(SpdyFrameHeader.Control(type, (SpdyFrameFlags)flags, length));
            Assert.That((read.IsControl, read.Type, read.Flags, read.Length), Is.EqualTo((true, type, (SpdyFrameFlags)flags, length)));
        }

        foreach (var id in new[] { 1, 2, 0x12345, SpdyFrameHeader.MaxStreamId })
        {
            var read = RoundTrip(SpdyFrameHeader.Data(id, (SpdyFrameFlags)flags, length));
            Assert.That((read.IsControl, read.StreamId, read.Flags, read.Length), Is.EqualTo((false, id, (SpdyFrameFlags)flags, length)));
        }
    }

    [Test]
    public void A_control_frame_of_another_version_is_refused([Values(0, 1, 2, 4, 0x7FFF)] int version)
    {
        var bytes = new byte[] { (byte)(0x80 | (version >> 8)), (byte)version, 0, 6, 0, 0, 0, 4 };

        var failure = Assert.Throws<SpdySessionException>(() =>
        {
            var buffer = new ReadOnlySequence<byte>(bytes);
            SpdyFrameHeader.TryRead(ref buffer, out _);
        });

        Assert.That(failure!.Error, Is.EqualTo(PortForwardError.ProtocolViolation));
        Assert.That(failure.Message, Does.Contain($"version {version} "));
    }

    private static SpdyFrameHeader RoundTrip(SpdyFrameHeader header)
    {
        var bytes = new byte[SpdyFrameHeader.Size];
        header.Write(bytes);
        var buffer = new ReadOnlySequence<byte>(bytes);
        Assert.That(SpdyFrameHeader.TryRead(ref buffer, out var read), Is.True);
        Assert.That(buffer.IsEmpty, Is.True);
        return read;
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return string.Join(' ', output.WrittenSpan.ToArray().Chunk(4).Select(Convert.ToHexString));
    }
}
