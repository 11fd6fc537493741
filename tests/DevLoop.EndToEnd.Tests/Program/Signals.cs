using System.Globalization;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>Signals as a terminal sends them to a process.</summary>
internal static class Signals
{
    /// <summary>
    /// Ignores the test where they cannot be: what ignores SIGINT hands that on to the programs it starts, as a shell does with
    /// what it runs in the background.
    /// </summary>
    public static async Task RequireAsync()
    {
        const int Interrupt = 1 << (2 - 1);
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no signals to send to another process.");
        }

        if (OperatingSystem.IsLinux())
        {
            var ignored = (await File.ReadAllLinesAsync($"/proc/{Environment.ProcessId}/status")).Single(l => l.StartsWith("SigIgn:", StringComparison.Ordinal));
            if ((ulong.Parse(ignored.AsSpan()[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0)
            {
                Assert.Ignore("This process was started with SIGINT ignored, and so is what it starts.");
            }
        }
    }
}
