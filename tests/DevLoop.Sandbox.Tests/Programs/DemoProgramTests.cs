using System.Globalization;
using System.Net.Sockets;
using System.Text;
using DevLoop.Sandbox.Networking;
using DevLoop.Sandbox.Programs;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Programs;

[TestFixture]
internal sealed class DemoProgramTests
{
    [Test]
    public async Task Root_answers_the_pods_name_and_version()
    {
        await using var container = await DemoContainer.StartAsync(("VERSION", "v7"));

        var answer = await GetAsync(container, "/");

        Assert.That(answer, Does.StartWith("HTTP/1.1 200 OK\r\n").And.EndsWith("\r\n\r\nweb-1 v7\n"));
    }

    [TestCase("/healthz", "200")]
    [TestCase("/nothing", "404")]
    [TestCase("/bytes", "400")]
    [TestCase("/bytes?n=-1", "400")]
    [TestCase("/bytes?n=many", "400")]
    [TestCase("/bytes?n=1&from=-1", "400")]
    public async Task A_path_answers_with_its_status(string path, string status)
    {
        await using var container = await DemoContainer.StartAsync();

        Assert.That(await GetAsync(container, path), Does.StartWith($"HTTP/1.1 {status} "));
    }

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(3_000_000, 0)]
    [TestCase(3_000_000, 40)]
    public async Task Bytes_are_exactly_as_many_as_asked_for_and_follow_the_pattern(int count, int from)
    {
        await using var container = await DemoContainer.StartAsync();
        using var socket = await container.ConnectAsync(8080);

        await socket.SendTextAsync($"GET /bytes?n={count}&from={from} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = await socket.ReadToEndAsync();

        var body = answer.AsSpan(answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4);
        Assert.That(body.Length, Is.EqualTo(count));
        Assert.That(BytePattern.FirstDifference(body, from), Is.EqualTo(-1));
    }

    [TestCase("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public async Task What_is_sent_is_answered_with_its_checksum(string sent, string checksum)
    {
        await using var container = await DemoContainer.StartAsync();
        using var socket = await container.ConnectAsync(8080);

        await socket.SendTextAsync($"POST /sha256 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {sent.Length}\r\n\r\n{sent}");

        Assert.That(Encoding.ASCII.GetString(await socket.ReadToEndAsync()), Does.EndWith($"\r\n\r\n{checksum}\n"));
    }

    [Test]
    public async Task A_half_closed_http_request_gets_its_whole_answer()
    {
        await using var container = await DemoContainer.StartAsync();
        using var socket = await container.ConnectAsync(8080);

        await socket.SendTextAsync("GET /bytes?n=2000000 HTTP/1.0\r\n\r\n");
        socket.Shutdown(SocketShutdown.Send);

        Assert.That(await socket.ReadToEndAsync(), Has.Length.GreaterThan(2_000_000));
    }

    [Test]
    public async Task Echo_sends_everything_back_and_ends_after_the_end_of_file()
    {
        await using var container = await DemoContainer.StartAsync();
        using var socket = await container.ConnectAsync(7000);
        var sent = BytePattern.Slice(7, 50_000).ToArray();

        var reading = socket.ReadToEndAsync();
        await socket.SendAsync(sent).Within("space to send");
        socket.Shutdown(SocketShutdown.Send);

        Assert.That(await reading, Is.EqualTo(sent));
    }

    [Test]
    public async Task Source_sends_the_pattern_without_end()
    {
        await using var container = await DemoContainer.StartAsync();
        using var socket = await container.ConnectAsync(7001);

        var bytes = await socket.ReadExactlyAsync(1_000_000);

        Assert.That(BytePattern.FirstDifference(bytes, 0), Is.EqualTo(-1));
    }

    [TestCase(0)]
    [TestCase(123_456)]
    public async Task Sink_answers_the_count_of_bytes_at_end_of_file(int count)
    {
        await using var container = await DemoContainer.StartAsync();
        using var socket = await container.ConnectAsync(7002);

        await socket.SendAsync(new byte[count]).Within("space to send");
        socket.Shutdown(SocketShutdown.Send);

        Assert.That(Encoding.ASCII.GetString(await socket.ReadToEndAsync()), Is.EqualTo(count.ToString(CultureInfo.InvariantCulture) + "\n"));
    }

    [Test]
    public async Task A_stop_delay_passes_before_it_does_as_it_is_asked()
    {
        var clock = new FakeClock();
        await using var container = await DemoContainer.StartAsync(("STOP_DELAY", "2s"), clock);
        await container.FirstLogLineAsync();
        container.Terminate();
        await clock.WaitForTimersAsync(1).Within("stop delay");
        Assert.That(container.Resolve(8080), Is.Not.Null);

        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(await container.Exit.Within("end of the program"), Is.Zero);
    }

    [Test]
    public async Task A_start_delay_passes_before_anything_listens()
    {
        var clock = new FakeClock();
        await using var container = await DemoContainer.StartAsync(("START_DELAY", "1m30s"), clock);
        await clock.WaitForTimersAsync(1).Within("start delay");

        clock.Advance(TimeSpan.FromSeconds(89));
        Assert.That(container.Resolve(8080), Is.Null);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await container.FirstLogLineAsync(), Does.Contain("listens on 8080"));
        Assert.That(container.Resolve(8080), Is.Not.Null);
    }

    [TestCase("CRASH_AFTER", 1)]
    [TestCase("EXIT_AFTER", 0)]
    public async Task The_program_ends_when_its_environment_says_so_and_takes_its_connections_along(string variable, int exitCode)
    {
        var clock = new FakeClock();
        await using var container = await DemoContainer.StartAsync((variable, "5s"), clock);
        using var socket = await container.ConnectAsync(7000);

        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await container.Exit.Within("exit"), Is.EqualTo(exitCode));
        Assert.That(await socket.HasEndedAsync(), Is.True);
        Assert.That(container.Resolve(7000), Is.Null);
    }

    [TestCase("START_DELAY", "soon", "START_DELAY: \"soon\" is not a duration")]
    [TestCase("CRASH_AFTER", "5 parsecs", "CRASH_AFTER: \"5 parsecs\" is not a duration")]
    [TestCase("HTTP_PORT", "0", "HTTP_PORT: \"0\" is not a port")]
    public async Task A_value_that_means_nothing_ends_the_program_with_a_sentence(string name, string value, string sentence)
    {
        await using var container = await DemoContainer.StartAsync((name, value));

        Assert.That(await container.Exit.Within("exit"), Is.EqualTo(ExitCodes.BadEnvironment));
        Assert.That(await container.FirstLogLineAsync(), Does.StartWith(sentence));
    }

    [Test]
    public async Task Asked_to_terminate_it_accepts_no_more_and_lets_open_connections_finish()
    {
        await using var container = await DemoContainer.StartAsync();
        using var open = await container.ConnectAsync(7000);
        await open.SendTextAsync("a");
        await open.ReadExactlyAsync(1);

        container.Terminate();
        await open.SendTextAsync("b");
        Assert.That(await open.ReadExactlyAsync(1), Is.EqualTo("b"u8.ToArray()));
        Assert.That(container.Exit.IsCompleted, Is.False);

        open.Shutdown(SocketShutdown.Send);
        Assert.That(await container.Exit.Within("exit"), Is.Zero);
        Assert.That(container.Resolve(7000), Is.Null);
    }

    [Test]
    public async Task Asked_to_terminate_it_closes_idle_http_connections()
    {
        await using var container = await DemoContainer.StartAsync();
        using var idle = await container.ConnectAsync(8080);
        await idle.SendTextAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        await idle.ReadExactlyAsync(1);

        container.Terminate();

        Assert.That(await idle.HasEndedAsync(), Is.True);
        Assert.That(await container.Exit.Within("exit"), Is.Zero);
    }

    [TestCase(7000)]
    [TestCase(7001)]
    [TestCase(7002)]
    [TestCase(8080)]
    public async Task Killed_it_ends_open_connections_at_once(int port)
    {
        await using var container = await DemoContainer.StartAsync();
        using var open = await container.ConnectAsync(port);

        container.Kill();

        await container.Exit.Within("exit");
        Assert.That(await open.HasEndedAsync(), Is.True);
    }

    [Test]
    public async Task Asked_to_it_is_not_healthy_until_it_is_asked_again()
    {
        await using var container = await DemoContainer.StartAsync();
        Assert.That(await SendAsync(container, "POST", "/ready?value=false"), Does.EndWith("not ready\n"));
        Assert.That(await GetAsync(container, "/healthz"), Does.StartWith("HTTP/1.1 503 "));

        await SendAsync(container, "POST", "/ready?value=true");
        Assert.That(await GetAsync(container, "/healthz"), Does.StartWith("HTTP/1.1 200 "));
    }

    [TestCase("/crash?code=3", 3)]
    [TestCase("/crash", 1)]
    public async Task Asked_to_it_answers_and_crashes(string path, int exitCode)
    {
        await using var container = await DemoContainer.StartAsync();

        Assert.That(await SendAsync(container, "POST", path), Does.EndWith($"exiting with {exitCode}\n"));
        Assert.That(await container.Exit.Within("exit"), Is.EqualTo(exitCode));
    }

    [TestCase("GET", "/crash", "405")]
    [TestCase("POST", "/crash?code=300", "400")]
    [TestCase("POST", "/ready", "400")]
    [TestCase("POST", "/healthz", "405")]
    public async Task What_it_cannot_be_asked_changes_nothing(string method, string path, string status)
    {
        await using var container = await DemoContainer.StartAsync();

        Assert.That(await SendAsync(container, method, path), Does.StartWith($"HTTP/1.1 {status} "));
        Assert.That(await GetAsync(container, "/healthz"), Does.StartWith("HTTP/1.1 200 "));
    }

    [Test]
    public async Task A_download_whose_client_goes_is_not_sent_on()
    {
        await using var container = await DemoContainer.StartAsync();
        using (var socket = await container.ConnectAsync(8080))
        {
            // More than could be sent in the time of the test, to nobody.
            await socket.SendTextAsync($"GET /bytes?n={long.MaxValue} HTTP/1.1\r\nHost: x\r\n\r\n");
            await socket.ReadExactlyAsync(1_000_000);
            socket.LingerState = new LingerOption(true, 0);
        }

        // Asked to terminate, the program waits for the connections that are still served.
        container.Terminate();
        Assert.That(await container.Exit.Within("exit"), Is.Zero);
    }

    [Test]
    public async Task Where_pods_have_no_address_of_their_own_the_map_leads_to_their_ports()
    {
        await using var container = await DemoContainer.StartAsync(network: new PodNetwork(hasOwnAddresses: false));

        Assert.That(await GetAsync(container, "/"), Does.EndWith("web-1 v1\n"));
    }

    private static Task<string> GetAsync(DemoContainer container, string path) => SendAsync(container, "GET", path);

    private static async Task<string> SendAsync(DemoContainer container, string method, string path)
    {
        using var socket = await container.ConnectAsync(8080);
        await socket.SendTextAsync($"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return Encoding.ASCII.GetString(await socket.ReadToEndAsync());
    }
}
