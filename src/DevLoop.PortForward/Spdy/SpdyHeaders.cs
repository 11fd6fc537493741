using System.Collections.Immutable;

namespace DevLoop.PortForward.Spdy;

/// <summary>The names and values of a header block. Names are in lower case, as SPDY asks, and unique.</summary>
public sealed class SpdyHeaders
{
    /// <summary>No headers: what a plain SYN_REPLY carries.</summary>
    public static readonly SpdyHeaders Empty = new();

    private readonly ImmutableArray<(string Name, string Value)> _all;

    /// <summary>Keeps the order given.</summary>
    public SpdyHeaders(params ReadOnlySpan<(string Name, string Value)> headers) => _all = [.. headers];

    /// <summary>All headers, in the order of the block.</summary>
    public IReadOnlyList<(string Name, string Value)> All => _all;

    /// <summary>The value of a header, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (n, value) in _all)
            {
                if (string.Equals(n, name, StringComparison.OrdinalIgnoreCase))
                {
                    return value;
                }
            }

            return null;
        }
    }
}
