using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DevLoop.PortForward.Spdy;

/// <summary>
/// Reads the header blocks of one direction of a session: one zlib stream over all of them, with the preset dictionary.
/// .NET's inflate takes no preset dictionary; a stored block that holds the dictionary, put before the peer's first bytes,
/// fills its window just the same.
/// </summary>
/// <param name="maxInflatedLength">The largest block accepted, in bytes after inflation.</param>
internal sealed class SpdyHeaderDecoder(int maxInflatedLength) : IDisposable
{
    private const int ZlibHeaderLength = 6;
    private const int MinPairLength = 2 * sizeof(int);

    private readonly Feed _feed = new();
    private readonly byte[] _inflated = new byte[maxInflatedLength + 1];
    private DeflateStream? _inflater;

    /// <summary>Every block of the session must pass through here, in order, also one that nobody asked for: they share one stream.</summary>
    /// <exception cref="SpdySessionException">The block is damaged or too large.</exception>
    public SpdyHeaders Decode(ReadOnlySequence<byte> block)
    {
        try
        {
            return Parse(Inflate(block));
        }
        catch (InvalidDataException e)
        {
            throw Damaged("it does not inflate", e);
        }
    }

    public void Dispose() => _inflater?.Dispose();

    private ReadOnlySpan<byte> Inflate(ReadOnlySequence<byte> block)
    {
        if (_inflater is null)
        {
            _inflater = StartWithDictionary();
            block = SkipZlibHeader(block);
        }

        _feed.Append(block);
        var length = 0;
        while (length < _inflated.Length && _inflater.Read(_inflated, length, _inflated.Length - length) is > 0 and var read)
        {
            length += read;
        }

        return length <= maxInflatedLength
            ? _inflated.AsSpan(0, length)
            : throw new SpdySessionException(PortForwardError.LimitExceeded, $"a header block of more than {maxInflatedLength} bytes");
    }

    private DeflateStream StartWithDictionary()
    {
        var dictionary = SpdyHeaderDictionary.Bytes;
        var stored = new byte[5 + dictionary.Length];
        SpdyHeaderEncoder.WriteStoredBlockHeader(stored, (ushort)dictionary.Length);
        dictionary.CopyTo(stored.AsSpan(5));
        _feed.Append(new ReadOnlySequence<byte>(stored));

        var inflater = new DeflateStream(_feed, CompressionMode.Decompress, leaveOpen: true);
        inflater.ReadExactly(stored, 0, dictionary.Length);
        return inflater;
    }

    private static ReadOnlySequence<byte> SkipZlibHeader(ReadOnlySequence<byte> block)
    {
        if (block.Length < ZlibHeaderLength)
        {
            throw Damaged("it is too short");
        }

        Span<byte> header = stackalloc byte[ZlibHeaderLength];
        block.Slice(0, ZlibHeaderLength).CopyTo(header);
        var isDeflate = (header[0] & 0x0F) == 8 && BinaryPrimitives.ReadUInt16BigEndian(header) % 31 == 0;
        var hasDictionary = (header[1] & 0x20) != 0;
        if (!isDeflate || !hasDictionary || BinaryPrimitives.ReadUInt32BigEndian(header[2..]) != SpdyHeaderDictionary.Adler32)
        {
            throw Damaged("it does not begin as a zlib stream with SPDY/3's dictionary");
        }

        return block.Slice(ZlibHeaderLength);
    }

    private static SpdyHeaders Parse(ReadOnlySpan<byte> block)
    {
        var count = ReadLength(ref block);
        if (count > block.Length / MinPairLength)
        {
            throw Damaged("it counts more headers than it has room for");
        }

        var headers = new (string Name, string Value)[count];
        var names = new HashSet<string>();
        for (var i = 0; i < count; i++)
        {
            var name = ReadString(ref block);
            if (name.Length == 0 || !names.Add(name))
            {
                throw Damaged("a header name is empty or stands twice");
            }

            headers[i] = (name, ReadString(ref block));
        }

        return block.IsEmpty ? new SpdyHeaders(headers) : throw Damaged("it is longer than its headers");
    }

    private static string ReadString(ref ReadOnlySpan<byte> block)
    {
        var length = ReadLength(ref block);
        if (length > block.Length)
        {
            throw Damaged("a header is longer than the block");
        }

        var text = Encoding.UTF8.GetString(block[..length]);
        block = block[length..];
        return text;
    }

    private static int ReadLength(ref ReadOnlySpan<byte> block)
    {
        if (!BinaryPrimitives.TryReadInt32BigEndian(block, out var length) || length < 0)
        {
            throw Damaged("a length is missing or negative");
        }

        block = block[sizeof(int)..];
        return length;
    }

    private static SpdySessionException Damaged(string how, Exception? inner = null) =>
        new(PortForwardError.ProtocolViolation, $"a damaged header block: {how}", inner);

    /// <summary>What the inflater reads from. Its end is only the end of the bytes so far.</summary>
    private sealed class Feed : Stream
    {
        private ReadOnlySequence<byte> _rest;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        /// <summary>The inflater has always taken in all that came before, so nothing is overwritten.</summary>
        public void Append(ReadOnlySequence<byte> bytes) => _rest = bytes;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var taken = _rest.Slice(0, Math.Min(_rest.Length, buffer.Length));
            taken.CopyTo(buffer);
            _rest = _rest.Slice(taken.End);
            return (int)taken.Length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
