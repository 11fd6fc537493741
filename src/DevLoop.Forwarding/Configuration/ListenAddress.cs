using System.Net;
using System.Net.Sockets;

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

        return TryParseAddress(text) is { } address
            ? new ListenAddress(text, [address])
            : throw new ForwardArgumentException($"'{text}' is not an address to listen on: give an IP address of this machine, or localhost.");
    }

    /// <summary>
    /// The same without what is there twice: an address that another one is or includes, as 0.0.0.0 includes 127.0.0.1. What is
    /// named by its number stays rather than <c>localhost</c>, since it must not fail.
    /// </summary>
    public static IReadOnlyList<ListenAddress> WithoutRepeats(IReadOnlyList<ListenAddress> addresses)
    {
        var kept = new List<ListenAddress>();
        foreach (var address in addresses.OrderBy(a => a.Equals(Localhost)).ThenByDescending(a => a.Addresses.Any(IsAny)))
        {
            IReadOnlyList<IPAddress> left = [.. address.Addresses.Where(ip => !kept.Exists(k => k.Addresses.Any(other => Includes(other, ip))))];
            if (left.Count > 0)
            {
                kept.Add(new ListenAddress(address.Text, left));
            }
        }

        return [.. addresses.SelectMany(a => kept.Where(k => k.Text == a.Text)).Distinct()];
    }

    /// <summary>Whether the same port cannot be bound on both, as on 0.0.0.0 and 127.0.0.1.</summary>
    public bool Overlaps(ListenAddress other) =>
        Addresses.Any(one => other.Addresses.Any(another => Includes(one, another) || Includes(another, one)));

    /// <summary>Compares what is bound.</summary>
    public bool Equals(ListenAddress? other) => other is not null && Addresses.SequenceEqual(other.Addresses);

    /// <inheritdoc/>
    public override int GetHashCode() => Addresses.Aggregate(0, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The usual forms alone: .NET also takes <c>1</c>, <c>010.0.0.1</c> (octal) and <c>[::1]:80</c>, which mean something else to people.</summary>
    private static IPAddress? TryParseAddress(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || text.StartsWith('['))
        {
            return null;
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => address.ToString() == text ? address : null,
            _ => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address,
        };
    }

    private static bool Includes(IPAddress one, IPAddress other) => one.Equals(other) || (IsAny(one) && one.AddressFamily == other.AddressFamily);

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
