using System.Net.Sockets;
using DevLoop.EndToEnd.Tests.Dev;
using DevLoop.EndToEnd.Tests.Program;
using DevLoop.Sandbox.Programs;
using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Faults;

/// <summary>The part of the matrix of faults that a cluster can be made to show, end to end.</summary>
internal sealed class ClusterFaultTests : DevTest
{
    private const string V4Channel = "v4.channel";
    private const int Echo = 7000;
    private const int Source = 7001;
    private const int Silent = 9999;

    /// <summary>Longer than the source's bytes that are on their way when a fault begins.</summary>
    private const int Read = 1_000_000;

    private static readonly string[] Wires = ["tunnel", "spdy", V4Channel];

    /// <summary>What is given up by a deadline is so after a second or two.</summary>
    private static readonly TimeProvider Hasty = new HastyClock(10);

    /// <summary>As <see cref="Hasty"/>, with time left for the text, which a client waits 2 s for.</summary>
    private static readonly TimeProvider LessHasty = new HastyClock(3);

    private readonly Dictionary<int, int> _ports = [];

    private DevRun Run { get; set; } = null!;

    /// <summary>v4.channel has no question that a server must answer: there a stall is TCP's to notice.</summary>
    private static IEnumerable<TestCaseData> Cells() =>
        from wire in Wires
        from fault in Enum.GetValues<ClusterFault>()
        where (wire, fault) is not (V4Channel, ClusterFault.Stall)
        select new TestCaseData(wire, fault);

    [TestCaseSource(nameof(Cells))]
    public async Task What_is_under_way_gets_no_wrong_byte_and_no_clean_end_and_the_next_connection_works(string wire, ClusterFault fault)
    {
        await StartAsync(wire, fault == ClusterFault.Stall ? Hasty : TimeProvider.System);
        using var idle = await LocalClient.ConnectAsync(_ports[Echo]);
        await idle.WriteAsync(BytePattern.Slice(0, 5_000).ToArray());
        await AssertPatternAsync(idle, 0, 5_000);
        using var mid = await LocalClient.ConnectAsync(_ports[Source]);
        await AssertPatternAsync(mid, 0, Read);
        using var ended = await LocalClient.ConnectAsync(_ports[Source]);
        if (wire != V4Channel)
        {
            ended.Finish();
        }

        await AssertPatternAsync(ended, 0, Read);

        var repair = await BreakAsync(fault);
        await Task.WhenAll(AssertResetAsync(idle, 5_000), AssertResetAsync(mid, Read), AssertResetAsync(ended, Read));
        await repair();
        await AssertWorksAsync();
    }

    [TestCaseSource(nameof(Wires))]
    public async Task While_nobody_listens_a_connection_is_held(string wire)
    {
        await StartAsync(wire, TimeProvider.System);
        await Cluster.StopApiServerAsync().Within("end of the API server");
        var held = AssertWorksAsync();
        await Run.WaitForAsync("warning: the cluster cannot be reached");
        await Cluster.StartApiServerAsync(CancellationToken.None).Within("start of the API server");
        await held;
    }

    [TestCaseSource(nameof(Wires))]
    public async Task While_upgrades_are_forbidden_a_connection_is_reset(string wire)
    {
        await StartAsync(wire, TimeProvider.System);
        using (Cluster.Faults.Forbid("create", "pods/portforward"))
        {
            Assert.That(await LocalClient.ConnectToEndAsync(_ports[Echo]), Is.EqualTo(SocketError.ConnectionReset));
            await Run.WaitForAsync("pods/portforward");
        }

        await AssertWorksAsync();
    }

    [TestCaseSource(nameof(Wires))]
    public async Task While_upgrades_are_not_answered_a_connection_is_held(string wire)
    {
        await StartAsync(wire, Hasty);
        Task held;
        using (Cluster.Faults.Delay(TimeSpan.FromHours(1)))
        {
            held = AssertWorksAsync();
            await Run.WaitForAsync("warning: the cluster cannot be reached");
        }

        await held;
    }

    [TestCaseSource(nameof(Wires))]
    public async Task A_text_on_the_error_stream_is_a_reset_of_its_connection_alone(string wire)
    {
        await StartAsync(wire, LessHasty);
        using var idle = await LocalClient.ConnectAsync(_ports[Echo]);
        Assert.That(await LocalClient.ConnectToEndAsync(_ports[Silent]), Is.EqualTo(SocketError.ConnectionReset));
        await Run.WaitForAsync("nothing listens on port 9999 of pod web");
        await idle.WriteAsync(BytePattern.Slice(0, 5_000).ToArray());
        await AssertPatternAsync(idle, 0, 5_000);
        await AssertWorksAsync();
    }

    private async Task StartAsync(string wire, TimeProvider time)
    {
        await ApplyAsync(Manifests.Pod("web"));
        await PodBecomesAsync("web", p => p.IsReady);
        int[] ports = [Echo, Source, Silent];
        Project.WriteItems(ports.Select(p => $"{{resourceType: pod, resourceName: web, port: {p}}}"));
        Run = Start(Project, ["dev", "--transport", wire, "--hold", "10m", "--drain", "0s"], time: time);
        foreach (var port in ports)
        {
            _ports[port] = await Run.LocalPortAsync("pod/web", port);
        }
    }

    /// <summary>Gives what makes it well again.</summary>
    private async Task<Func<Task>> BreakAsync(ClusterFault fault)
    {
        switch (fault)
        {
            case ClusterFault.Reset:
                Cluster.Faults.AbortPortForwards();
                return () => Task.CompletedTask;
            case ClusterFault.Truncate:
                Cluster.Faults.EndPortForwards();
                return () => Task.CompletedTask;
            case ClusterFault.Stall:
                var stall = Cluster.Faults.StallPortForwards();
                return () =>
                {
                    stall.Dispose();
                    return Task.CompletedTask;
                };
            default:
                await Cluster.StopApiServerAsync().Within("end of the API server");
                return () => Cluster.StartApiServerAsync(CancellationToken.None).Within("start of the API server");
        }
    }

    private async Task AssertWorksAsync()
    {
        var bytes = new byte[200_000];
        new Random(3).NextBytes(bytes);
        var echoed = await LocalClient.EchoAsync(_ports[Echo], bytes);
        Assert.That(echoed.AsSpan().SequenceEqual(bytes), $"what comes back is what was sent\n{Run}");
    }

    private static async Task AssertPatternAsync(LocalClient client, long offset, int count) =>
        Assert.That(BytePattern.FirstDifference(await client.TakeAsync(count), offset), Is.EqualTo(-1));

    /// <summary>Whatever still comes is right, and then the client is told that it was not all.</summary>
    private async Task AssertResetAsync(LocalClient client, long offset)
    {
        var (rest, error) = await client.RestAsync();
        Assert.That(BytePattern.FirstDifference(rest, offset), Is.EqualTo(-1));
        Assert.That(error, Is.EqualTo(SocketError.ConnectionReset), $"{Run}");
    }
}
