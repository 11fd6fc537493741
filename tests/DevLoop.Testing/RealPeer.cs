using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using NUnit.Framework;

namespace DevLoop.Testing;

/// <summary>
/// A foreign program that a test talks to: kubectl, containerd. A peer that is not installed ignores the test, unless the
/// environment variable <c>DEVLOOP_REQUIRE</c> (names, divided by commas) lists it: then the test fails.
/// </summary>
public static class RealPeer
{
    /// <summary>The category of every test that needs one: <c>[Category(RealPeer.Category)]</c>.</summary>
    public const string Category = "RealPeer";

    /// <summary>The variable that lists the peers whose absence is a failure.</summary>
    public const string RequireVariable = "DEVLOOP_REQUIRE";

    private static readonly ConcurrentDictionary<string, string> Said = new(StringComparer.Ordinal);

    /// <summary>The full path of <paramref name="program"/>; does not return when there is none.</summary>
    /// <exception cref="IgnoreException">The program is not installed.</exception>
    /// <exception cref="AssertionException">The program is not installed, and must be.</exception>
    public static string Path(string program)
    {
        if (Find(program) is { } path)
        {
            return path;
        }

        Missing(program, $"{program} is not on PATH or in the sbin folders");
        return null;
    }

    /// <summary>Ends a test that cannot do without <paramref name="peer"/>, or without what the peer needs.</summary>
    /// <param name="peer">The name by which <see cref="RequireVariable"/> asks for it.</param>
    /// <param name="reason">What is missing: the message's first sentence, without the full stop.</param>
    /// <exception cref="IgnoreException">It may be missing.</exception>
    /// <exception cref="AssertionException">It must not.</exception>
    [DoesNotReturn]
    public static void Missing(string peer, string reason)
    {
        if (IsRequired(peer))
        {
            throw new AssertionException($"{reason}. {RequireVariable} asks for {peer}.");
        }

        // The console names the tests that are ignored and leaves out why.
        if (Said.TryAdd(reason, peer))
        {
            TestContext.Error.WriteLine($"Skipping tests: {reason}.");
        }

        throw new IgnoreException($"{reason}. {RequireVariable}={peer} makes this a failure.");
    }

    /// <summary>
    /// The full path of <paramref name="program"/>, or null when it is not installed. Daemons live in the sbin folders, which the
    /// PATH of an ordinary user leaves out.
    /// </summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator)
            .Concat(["/usr/local/sbin", "/usr/sbin", "/sbin"])
            .Where(folder => folder.Length > 0)
            .Select(folder => System.IO.Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static bool IsRequired(string program) =>
        (Environment.GetEnvironmentVariable(RequireVariable) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Contains(program, StringComparer.Ordinal);
}
