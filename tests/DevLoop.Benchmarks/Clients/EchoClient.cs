using System.Diagnostics;
using System.Net;

namespace DevLoop.Benchmarks.Clients;

/// <summary>Sends bytes to the echo port and waits for them.</summary>
internal static class EchoClient
{
    /// <summary>The seconds of each round trip of a message on one open connection.</summary>
    public static double[] RoundTrips(IPEndPoint echo, int count, int messageSize)
    {
        var times = new double[count];
        var message = new byte[messageSize];
        using var connection = new Connection(echo);
        connection.SendAll(message);
        connection.ReceiveAll(message);
        for (var i = 0; i < count; i++)
        {
            var began = Stopwatch.GetTimestamp();
            connection.SendAll(message);
            connection.ReceiveAll(message);
            times[i] = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }

        return times;
    }

    /// <summary>Connects, sends a byte, waits for it, closes: again and again. Fills in the seconds that each took.</summary>
    public static void Connect(IPEndPoint echo, Span<double> times)
    {
        foreach (ref var time in times)
        {
            var began = Stopwatch.GetTimestamp();
            Open(echo).Dispose();
            time = Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }

    /// <summary>A connection on which a byte went there and back.</summary>
    public static Connection Open(IPEndPoint echo)
    {
        var connection = new Connection(echo);
        try
        {
            Span<byte> one = [0];
            connection.SendAll(one);
            connection.ReceiveAll(one);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
