using System.Globalization;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>Local clients that stop reading in the middle of their downloads, as a page behind a debugger or a paused player does.</summary>
internal sealed class StalledReaderTests : ProgramTest
{
    /// <summary>
    /// The 119 MiB that docs/architecture.md allows 100 stalled connections, and some for what the runtime keeps at hand: what was
    /// received is collected some time later.
    /// </summary>
    private const long MaxGrowth = 162L * 1024 * 1024;

    [TestCase(8)]
    [TestCase(100)]
    public async Task They_hold_up_no_new_connection_and_take_no_more_memory_than_is_promised(int count)
    {
        var program = Start("port-forward", "web-1", ":8080", ":7000");
        var (http, echo) = (await program.LocalPortAsync(8080), await program.LocalPortAsync(7000));
        await LocalClient.EchoAsync(echo, "warm"u8.ToArray());
        var before = await MemoryAsync(program);
        var stalled = new List<LocalClient>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                stalled.Add(await LocalClient.ConnectAsync(http));
                await stalled[^1].WriteAsync("GET /bytes?n=67108864 HTTP/1.0\r\n\r\n"u8.ToArray());
                await stalled[^1].ReadAsync(1);
            }

            for (var i = 0; i < 50; i++)
            {
                Assert.That(await LocalClient.EchoAsync(echo, "next"u8.ToArray()), Is.EqualTo("next"u8.ToArray()));
            }

            Assert.That(await MemoryAsync(program) - before, Is.LessThan(MaxGrowth));

            // Who reads on gets the rest, up to a clean end.
            Assert.That(await stalled[0].EndAsync(), Is.Null);
        }
        finally
        {
            stalled.ForEach(s => s.Dispose());
        }
    }

    /// <summary>The resident memory of the program, in bytes; 0 where the system does not say.</summary>
    private static async Task<long> MemoryAsync(DevLoopProcess program)
    {
        const string Name = "VmRSS:";
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var line = (await File.ReadAllLinesAsync($"/proc/{program.Id}/status")).Single(l => l.StartsWith(Name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan()[Name.Length..^"kB".Length], NumberStyles.Integer, CultureInfo.InvariantCulture);
    }
}
