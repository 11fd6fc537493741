using System.Buffers;
using DevLoop.PortForward.Spdy;

namespace DevLoop.PortForward.Tests.Spdy;

public sealed class SpdyHeaderCodecTests
{
    private const int Limit = 4096;

    private static readonly TestCaseData<byte[]>[] Lies =
    [
        Lie("no count", []),
        Lie("half a count", [0, 0]),
        Lie("a negative count", HeaderBlocks.Int(-1)),
        Lie("a count of two billion", HeaderBlocks.Int(int.MaxValue)),
        Lie("a count of one and no header", HeaderBlocks.Int(1)),
        Lie("a name without end", [.. HeaderBlocks.Int(1), .. HeaderBlocks.Int(100), 1, 2, 3, 4]),
        Lie("a negative length", [.. HeaderBlocks.Int(1), .. HeaderBlocks.Int(-5), 1, 2, 3, 4]),
        Lie("a length of two billion", [.. HeaderBlocks.Int(1), .. HeaderBlocks.Text("a"), .. HeaderBlocks.Int(int.MaxValue)]),
        Lie("a missing value", [.. HeaderBlocks.Int(1), .. HeaderBlocks.Text("name")]),
        Lie("an empty name", [.. HeaderBlocks.Int(1), .. HeaderBlocks.Text(""), .. HeaderBlocks.Text("value")]),
        Lie("a name twice", [.. HeaderBlocks.Int(2), .. HeaderBlocks.Text("a"), .. HeaderBlocks.Text("1"), .. HeaderBlocks.Text("a"), .. HeaderBlocks.Text("2")]),
        Lie("bytes behind the last header", [.. HeaderBlocks.Int(0), 0]),
    ];

    private static readonly TestCaseData<byte[]>[] NotZlib =
    [
        new TestCaseData<byte[]>([]).SetArgDisplayNames("nothing"),
        new TestCaseData<byte[]>([0x78, 0xF9, 0xE3]).SetArgDisplayNames("half a header"),
        new TestCaseData<byte[]>([0x78, 0x9C, .. HeaderBlocks.Stored(0, 0, 0, 0)]).SetArgDisplayNames("zlib without a dictionary"),
        new TestCaseData<byte[]>([0x78, 0xF9, 1, 2, 3, 4, .. HeaderBlocks.Stored(0, 0, 0, 0)]).SetArgDisplayNames("another dictionary"),
        new TestCaseData<byte[]>([0x77, 0xF9, 0xE3, 0xC6, 0xA7, 0xC2, .. HeaderBlocks.Stored(0, 0, 0, 0)]).SetArgDisplayNames("another method"),
        new TestCaseData<byte[]>([0x77, 0x28, 0xE3, 0xC6, 0xA7, 0xC2, .. HeaderBlocks.Stored(0, 0, 0, 0)]).SetArgDisplayNames("another method, and all else right"),
        new TestCaseData<byte[]>([0x78, 0xF8, 0xE3, 0xC6, 0xA7, 0xC2, .. HeaderBlocks.Stored(0, 0, 0, 0)]).SetArgDisplayNames("a wrong check, and all else right"),
        new TestCaseData<byte[]>([0x78, 0x9C, 0xE3, 0xC6, 0xA7, 0xC2, .. HeaderBlocks.Stored(0, 0, 0, 0)]).SetArgDisplayNames("no dictionary's flag, and all else right"),
        new TestCaseData<byte[]>([0x78, 0xF9, 0xE3, 0xC6, 0xA7, 0xC2, 0x07, 1, 2, 3]).SetArgDisplayNames("a block of no type"),
    ];

    private readonly SpdyHeaderDecoder _decoder = new(Limit);

    [TearDown]
    public void DisposeDecoder() => _decoder.Dispose();

    [Test]
    public void Blocks_read_as_they_were_written()
    {
        var encoder = new SpdyHeaderEncoder();
        SpdyHeaders[] blocks =
        [
            SpdyHeaders.Empty,
            new(("a", "")),
            new(("streamtype", "error"), ("port", "8080"), ("requestid", "0")),
            new(("empty", ""), ("überall", "grün ✓")),
            new(("long", new string('x', Limit - 100))),
            .. Enumerable.Range(0, 100).Select(i => new SpdyHeaders(("requestid", i.ToString()))),
        ];

        foreach (var block in blocks)
        {
            var output = new ArrayBufferWriter<byte>();
            encoder.Encode(block, output);
            Assert.That(Decode(output.WrittenSpan.ToArray()).All, Is.EqualTo(block.All));
        }
    }

    [Test]
    public void A_block_as_large_as_the_limit_is_read()
    {
        var plain = Plain(Limit);

        Assert.That(Decode(HeaderBlocks.First(plain)).All[0].Value, Has.Length.EqualTo(Limit - 13));
    }

    [Test]
    public void A_block_larger_than_the_limit_is_refused() =>
        Assert.That(Failure(HeaderBlocks.First(Plain(Limit + 1))).Error, Is.EqualTo(PortForwardError.LimitExceeded));

    [Test]
    public void A_block_that_inflates_to_ten_megabytes_is_refused_when_the_limit_is_reached()
    {
        var bomb = HeaderBlocks.Bomb(10_000_000);
        Assert.That(bomb, Has.Length.LessThan(16_000));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var failure = Failure(bomb);

        Assert.That(failure.Error, Is.EqualTo(PortForwardError.LimitExceeded));
        Assert.That(failure.Message, Does.Contain($"more than {Limit} bytes"));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(200_000));
    }

    [TestCaseSource(nameof(Lies))]
    public void A_block_that_lies_about_itself_is_refused(byte[] plain) =>
        Assert.That(Failure(HeaderBlocks.First(plain)).Error, Is.EqualTo(PortForwardError.ProtocolViolation));

    [TestCaseSource(nameof(NotZlib))]
    public void What_does_not_begin_as_the_zlib_stream_of_SPDY_3_is_refused(byte[] block) =>
        Assert.That(Failure(block).Error, Is.EqualTo(PortForwardError.ProtocolViolation));

    [Test]
    public void A_block_behind_the_end_of_the_zlib_stream_is_refused()
    {
        var last = HeaderBlocks.First(0, 0, 0, 0);
        last[6] = 1;
        Assert.That(Decode(last).All, Is.Empty);

        Assert.That(Failure(HeaderBlocks.Stored(0, 0, 0, 0)).Error, Is.EqualTo(PortForwardError.ProtocolViolation));
    }

    [Test]
    public void Headers_are_found_whatever_their_case()
    {
        var headers = new SpdyHeaders(("streamType", "error"));

        Assert.That(headers["STREAMTYPE"], Is.EqualTo("error"));
        Assert.That(headers["port"], Is.Null);
    }

    [Test]
    public void Headers_as_long_as_a_stored_block_holds_are_written_and_longer_ones_are_not()
    {
        const int longest = ushort.MaxValue - 13;
        var output = new ArrayBufferWriter<byte>();
        new SpdyHeaderEncoder().Encode(new SpdyHeaders(("a", new string('x', longest))), output);
        using var decoder = new SpdyHeaderDecoder(ushort.MaxValue);
        Assert.That(decoder.Decode(new ReadOnlySequence<byte>(output.WrittenMemory))["a"], Has.Length.EqualTo(longest));

        Assert.Throws<ArgumentException>(() => new SpdyHeaderEncoder().Encode(new SpdyHeaders(("a", new string('x', longest + 1))), output));
    }

    private static TestCaseData<byte[]> Lie(string name, byte[] plain) => new TestCaseData<byte[]>(plain).SetArgDisplayNames(name);

    /// <summary>One header, so long that the block has this length.</summary>
    private static byte[] Plain(int length) => [.. HeaderBlocks.Int(1), .. HeaderBlocks.Text("a"), .. HeaderBlocks.Text(new string('x', length - 13))];

    private SpdyHeaders Decode(byte[] block) => _decoder.Decode(new ReadOnlySequence<byte>(block));

    private SpdySessionException Failure(byte[] block) => Assert.Throws<SpdySessionException>(() => Decode(block))!;
}
