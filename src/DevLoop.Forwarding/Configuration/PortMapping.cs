using System.Globalization;
using System.Net;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Configuration;

/// <summary>A pair of ports as kubectl takes it: <c>REMOTE</c>, <c>LOCAL:REMOTE</c>, <c>:REMOTE</c> or <c>0:REMOTE</c>.</summary>
/// <param name="Local">The local port; 0 is any free one, null the same as the remote one.</param>
/// <param name="Remote">The port of the resource, by number or by name.</param>
public sealed record PortMapping(int? Local, IntOrString Remote)
{
    /// <summary>Reads one argument.</summary>
    /// <exception cref="ForwardArgumentException">It is no pair of ports.</exception>
    public static PortMapping Parse(string text)
    {
        var parts = text.Split(':');
        if (parts.Length > 2)
        {
            throw Wrong(text, "it has more than one ':'");
        }

        var remote = ParseRemote(text, parts[^1]);
        return parts.Length == 1 ? new PortMapping(null, remote) : new PortMapping(ParseLocal(text, parts[0]), remote);
    }

    private static int ParseLocal(string text, string local)
    {
        if (local.Length == 0)
        {
            return 0;
        }

        return TryParseNumber(local, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw Wrong(text, $"the local port '{local}' is not a number from 0 (any free port) to {IPEndPoint.MaxPort}");
    }

    private static IntOrString ParseRemote(string text, string remote)
    {
        if (TryParseNumber(remote, out var port))
        {
            return port is > 0 and <= IPEndPoint.MaxPort
                ? new IntOrString(port)
                : throw Wrong(text, $"the remote port {remote} is not from 1 to {IPEndPoint.MaxPort}");
        }

        return PortName.IsName(remote)
            ? new IntOrString(remote)
            : throw Wrong(text, remote.Length == 0 ? "the remote port is missing" : $"the remote port '{remote}' is neither a number nor the name of a port");
    }

    private static bool TryParseNumber(string text, out int number)
    {
        number = 0;
        if (text.Length == 0 || !text.All(char.IsAsciiDigit))
        {
            return false;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            number = int.MaxValue;
        }

        return true;
    }

    private static ForwardArgumentException Wrong(string text, string why) =>
        new($"'{text}' is not a port to forward: {why}. Give [LOCAL:]REMOTE, such as 8080, 8080:80, :80 or 8080:http.");
}
