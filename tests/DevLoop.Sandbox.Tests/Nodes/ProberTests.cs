using System.Text.Json.Nodes;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Nodes.Probes;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Programs;
using DevLoop.Sandbox.Programs.Demo;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class ProberTests
{
    private readonly PodNetwork _network = PodNetwork.Detect();
    private readonly CancellationTokenSource _kill = new();
    private DemoHttpServer _http = null!;
    private PodAddress _address = null!;
    private Task<int> _running = null!;

    [SetUp]
    public async Task StartProgram()
    {
        _http = await DemoHttpServer.StartAsync(NullLoggerFactory.Instance, TimeProvider.System, CancellationToken.None);
        _address = _network.Allocate();
        var log = new ContainerLog(TimeProvider.System);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        _running = new DemoProgram(_http).RunAsync(
            new ContainerContext("web-1", environment, _address, log, TimeProvider.System), new ContainerSignals(_kill.Token, _kill.Token));
        while (log.Read(0) is { Lines.Count: 0 } page)
        {
            await page.Changed.Within("line in the container's log");
        }
    }

    [TearDown]
    public async Task StopProgram()
    {
        await _kill.CancelAsync();
        await _running.Within("end of the program");
        await _http.DisposeAsync();
        _address.Dispose();
        _kill.Dispose();
    }

    [TestCase("""{"httpGet":{"path":"/healthz","port":8080}}""", "Success", "")]
    [TestCase("""{"httpGet":{"path":"healthz","port":"http"}}""", "Success", "")]
    [TestCase("""{"httpGet":{"path":"/nothing","port":8080}}""", "Failure", "HTTP probe failed with statuscode: 404")]
    [TestCase("""{"httpGet":{"path":"/","port":9999}}""", "Failure", "Get \"http://ADDRESS:9999/\": dial tcp ADDRESS:9999: connect: connection refused")]
    [TestCase("""{"httpGet":{"path":"/","port":"nope"}}""", "Error", "the container has no port named \"nope\"")]
    [TestCase("""{"tcpSocket":{"port":7000}}""", "Success", "")]
    [TestCase("""{"tcpSocket":{"port":9999}}""", "Failure", "dial tcp ADDRESS:9999: connect: connection refused")]
    [TestCase("""{"exec":{"command":["true"]}}""", "Error", "exec probes cannot run in the sandbox; use httpGet or tcpSocket")]
    [TestCase("""{"grpc":{"port":7000}}""", "Error", "grpc probes cannot run in the sandbox; use httpGet or tcpSocket")]
    public async Task A_probe_finds_what_is_there(string probe, string outcome, string message)
    {
        using var prober = new Prober(_network, TimeProvider.System);
        var container = ContainerSpec.Read(JsonNode.Parse("""{"name":"app","image":"x","ports":[{"name":"http","containerPort":8080}]}""")!.AsObject());
        var spec = ProbeSpec.Read(JsonNode.Parse(probe)!.AsObject())! with { Timeout = TestLimits.Event };

        var result = await prober.ProbeAsync(spec, container, _address, CancellationToken.None);

        Assert.That(result.Outcome.ToString(), Is.EqualTo(outcome));
        Assert.That(result.Message, Is.EqualTo(message.Replace("ADDRESS", _address.Address.ToString(), StringComparison.Ordinal)));
    }

    [Test]
    public async Task An_answer_that_comes_too_late_is_a_failure()
    {
        var clock = new FakeClock();
        using var prober = new Prober(_network, clock);
        var container = ContainerSpec.Read(JsonNode.Parse("""{"name":"app","image":"x"}""")!.AsObject());
        // The sink answers nothing until the end of file.
        var spec = ProbeSpec.Read(JsonNode.Parse("""{"httpGet":{"path":"/","port":7002}}""")!.AsObject())!;

        var probing = prober.ProbeAsync(spec, container, _address, CancellationToken.None);
        await clock.WaitForTimersAsync(1).Within("timeout");
        clock.Advance(TimeSpan.FromSeconds(1));

        var result = await probing.Within("result");
        Assert.That(result.Outcome, Is.EqualTo(ProbeOutcome.Failure));
        Assert.That(result.Message, Does.EndWith("context deadline exceeded (Client.Timeout exceeded while awaiting headers)"));
    }
}
