using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>The program has fewer file descriptors than connections come.</summary>
[Platform(Exclude = "Win", Reason = "Windows has no limit of file descriptors for each process.")]
internal sealed class DescriptorTests : ProgramTest
{
    private const int Descriptors = 256;

    [Test]
    public async Task Accepting_pauses_and_every_client_that_waits_is_served_once_others_have_left()
    {
        var program = StartWithin(Descriptors, "port-forward", "web-1", ":7000", "--address", "127.0.0.1");
        var port = await program.LocalPortAsync(7000);
        var clients = new List<LocalClient>();
        try
        {
            for (var i = 0; i < Descriptors; i++)
            {
                clients.Add(await LocalClient.ConnectAsync(port));
            }

            await program.WaitForAsync($"warning: 127.0.0.1:{port} (pod/web-1 in namespace default) takes no more connections until others end: 32 are open, as many as the {Descriptors} file descriptors allow that the system gives this process (see ulimit -n).");
            foreach (var client in clients)
            {
                // Each is served in its turn: the first ones, then those that the first ones make room for.
                await client.WriteAsync("hello"u8.ToArray());
                await client.ReadAsync("hello".Length);
                client.Dispose();
            }

            Assert.That(await LocalClient.EchoAsync(port, "again"u8.ToArray()), Is.EqualTo("again"u8.ToArray()));
            Assert.That(program.ErrorLines, Has.Count.EqualTo(1), "said once, and nothing else went wrong");
        }
        finally
        {
            clients.ForEach(c => c.Dispose());
        }
    }
}
