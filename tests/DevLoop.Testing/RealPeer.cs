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

    /// <summary>The full path of <paramref name="program"/>; does not return when there is none.</summary>
    /// <exception cref="IgnoreException">The program is not installed.</exception>
    /// <exception cref="AssertionException">The program is not installed, and must be.</exception>
    public static string Path(string program)
    {
        var found = Find(program);
        if (found is not null)
        {
            return found;
        }

        if (IsRequired(program))
        {
            throw new AssertionException($"{program} is not on PATH or in the sbin folders, and {RequireVariable} asks for it.");
        }

        throw new IgnoreException($"{program} is not on PATH or in the sbin folders; install it, or set {RequireVariable} to make this a failure.");
    }

    // Daemons live in the sbin folders, which the PATH of an ordinary user leaves out.
    private static string? Find(string program) =>
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
