using System.Net;

namespace DevLoop.Forwarding.Configuration;

/// <summary>Where to listen, as kubectl's <c>--address</c> takes it: an IP address, or <c>localhost</c>.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Addresses">What to bind. One that fails is passed over as long as another one can be bound.</param>
public sealed record ListenAddress(string Text, IReadOnlyList<IPAddress> Addresses)
{
    /// <summary>127.0.0.1 and ::1.</summary>
    public static ListenAddress Localhost { get; } = new("localhost", [IPAddress.Loopback, IPAddress.IPv6Loopback]);

    /// <summary>Whether other hosts can reach it.</summary>
    public bool IsOpenToOthers => !Addresses.All(IPAddress.IsLoopback);

    /// <summary>Reads one address.</summary>
    /// <exception cref="ForwardArgumentException">It is neither an IP address nor <c>localhost</c>.</exception>
    public static ListenAddress Parse(string text)
    {
        if (string.Equals(text, Localhost.Text, StringComparison.OrdinalIgnoreCase))
        {
            return Localhost;
        }

        // IPAddress.Parse also takes "1" and "0x7f.1"; a person who writes that did not mean an address.
        return IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(c => c == '.') == 3)
            ? new ListenAddress(text, [address])
            : throw new ForwardArgumentException($"'{text}' is not an address to listen on: give an IP address of this machine, or localhost.");
    }

    /// <summary>Compares what is bound.</summary>
    public bool Equals(ListenAddress? other) => other is not null && Addresses.SequenceEqual(other.Addresses);

    /// <inheritdoc/>
    public override int GetHashCode() => Addresses.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
