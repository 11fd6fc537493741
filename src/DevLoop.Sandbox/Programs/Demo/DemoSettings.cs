using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace DevLoop.Sandbox.Programs.Demo;

/// <summary>What the environment tells the demo program.</summary>
internal sealed record DemoSettings
{
    /// <summary><c>VERSION</c>, said after the pod's name on <c>/</c>; <c>v1</c> by default.</summary>
    public string Version { get; private init; } = "v1";

    /// <summary><c>START_DELAY</c>: how long until the program listens; none by default.</summary>
    public TimeSpan StartDelay { get; private init; }

    /// <summary>
    /// <c>STOP_DELAY</c>: how long the program goes on as before once it is asked to terminate, until everybody has heard of it, as a
    /// <c>preStop</c> hook that sleeps does; not at all by default.
    /// </summary>
    public TimeSpan StopDelay { get; private init; }

    /// <summary><c>CRASH_AFTER</c>: when the program exits with code 1, counted from its start; never by default.</summary>
    public TimeSpan? CrashAfter { get; private init; }

    /// <summary><c>EXIT_AFTER</c>: when the program exits with code 0, counted from its start; never by default.</summary>
    public TimeSpan? ExitAfter { get; private init; }

    /// <summary><c>HTTP_PORT</c>; 8080 by default.</summary>
    public int HttpPort { get; private init; } = 8080;

    /// <summary><c>ECHO_PORT</c>; 7000 by default.</summary>
    public int EchoPort { get; private init; } = 7000;

    /// <summary><c>SOURCE_PORT</c>; 7001 by default.</summary>
    public int SourcePort { get; private init; } = 7001;

    /// <summary><c>SINK_PORT</c>; 7002 by default.</summary>
    public int SinkPort { get; private init; } = 7002;

    /// <summary>Reads the environment; otherwise says which variable is wrong and what it may hold.</summary>
    public static bool TryRead(
        IReadOnlyDictionary<string, string> environment,
        [NotNullWhen(true)] out DemoSettings? settings,
        [NotNullWhen(false)] out string? error)
    {
        var defaults = new DemoSettings();
        var reader = new Reader(environment);
        var read = new DemoSettings
        {
            Version = environment.GetValueOrDefault("VERSION", defaults.Version),
            StartDelay = reader.Duration("START_DELAY") ?? TimeSpan.Zero,
            StopDelay = reader.Duration("STOP_DELAY") ?? TimeSpan.Zero,
            CrashAfter = reader.Duration("CRASH_AFTER"),
            ExitAfter = reader.Duration("EXIT_AFTER"),
            HttpPort = reader.Port("HTTP_PORT", defaults.HttpPort),
            EchoPort = reader.Port("ECHO_PORT", defaults.EchoPort),
            SourcePort = reader.Port("SOURCE_PORT", defaults.SourcePort),
            SinkPort = reader.Port("SINK_PORT", defaults.SinkPort),
        };
        error = reader.Error;
        settings = error is null ? read : null;
        return error is null;
    }

    private sealed class Reader(IReadOnlyDictionary<string, string> environment)
    {
        public string? Error { get; private set; }

        public TimeSpan? Duration(string name)
        {
            if (!environment.TryGetValue(name, out var text) || text.Length == 0)
            {
                return null;
            }

            if (GoDuration.TryParse(text, out var duration))
            {
                return duration;
            }

            Error ??= $"{name}: \"{text}\" is not a duration; write for example 500ms, 2s or 1m30s, at most 1000h";
            return null;
        }

        public int Port(string name, int byDefault)
        {
            if (!environment.TryGetValue(name, out var text) || text.Length == 0)
            {
                return byDefault;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535)
            {
                return port;
            }

            Error ??= $"{name}: \"{text}\" is not a port; write a number from 1 to 65535";
            return byDefault;
        }
    }
}
