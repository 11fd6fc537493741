using System.Net.Sockets;
using System.Text;
using DevLoop.PortForward.Relaying;
using DevLoop.Testing;
using DevLoop.Testing.Wires;

namespace DevLoop.PortForward.Tests.Relaying;

internal sealed class RelayTests : RelayTest
{
    [Test]
    public async Task Bytes_pass_both_ways_and_are_counted()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);

        await SendAsync("question");
        Assert.That(await pod.ReceiveAsync(), Is.EqualTo("question"));
        await pod.SendAsync("the answer");
        Assert.That(await ReceiveAsync(10), Is.EqualTo("the answer"));
        Client.Shutdown(SocketShutdown.Send);
        pod.EndFromPod();

        var result = await relay;
        Assert.That((result.BytesToPod, result.BytesFromPod, result.End, result.Failure), Is.EqualTo((8L, 10L, RelayEnd.Completed, (Exception?)null)));
        Assert.That(await ReceiveAsync(1), Is.Empty);
        await pod.Disposed;
    }

    [Test]
    public async Task The_clients_end_of_file_reaches_the_pod_whose_answer_still_comes_back()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);

        Client.Shutdown(SocketShutdown.Send);
        Assert.That(await pod.ReceiveAsync(), Is.Empty);
        await pod.SendAsync("late answer");
        pod.EndFromPod();

        Assert.That(await ReceiveAsync(100), Is.EqualTo("late answer"));
        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }

    [Test]
    public async Task The_pods_end_of_file_reaches_the_client_whose_bytes_still_go_up()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);

        pod.EndFromPod();
        Assert.That(await ReceiveAsync(1), Is.Empty);
        await SendAsync("more");
        Assert.That(await pod.ReceiveAsync(), Is.EqualTo("more"));
        Client.Shutdown(SocketShutdown.Send);

        Assert.That(await pod.ReceiveAsync(), Is.Empty);
        Assert.That(((await relay).End, (await relay).BytesToPod), Is.EqualTo((RelayEnd.Completed, 4L)));
    }

    [Test]
    public async Task A_client_that_stays_after_the_server_is_done_is_let_go_with_an_end_of_file()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);

        await pod.SendAsync("bye");
        pod.EndFromPod();
        pod.EndOnServer();

        Assert.That(await ReceiveAsync(100), Is.EqualTo("bye"));
        await Clock.WaitForTimersAsync(1).Within("timer of the relay");
        Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }

    [Test]
    public async Task A_client_that_resets_ends_the_pods_side()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        await SendAsync("x");
        await pod.ReceiveAsync();

        Client.Close(timeout: 0);

        var result = await relay;
        Assert.That(result.End, Is.EqualTo(RelayEnd.LocalFailed));
        Assert.That(result.Failure, Is.InstanceOf<SocketException>());
        await pod.Disposed;
    }

    [Test]
    public async Task A_client_that_resets_after_the_pods_end_of_file_has_failed_too()
    {
        var pod = new ScriptedForwardedStream { ServerIsSlow = true };
        var relay = Start(pod);
        pod.EndFromPod();
        Assert.That(await ReceiveAsync(1), Is.Empty);

        Client.Close(timeout: 0);

        var result = await relay;
        Assert.That(result.End, Is.EqualTo(RelayEnd.LocalFailed));
        Assert.That(result.Failure, Is.InstanceOf<SocketException>());
        await pod.Disposed;
    }

    [Test]
    public async Task A_client_that_goes_while_the_pod_sends_ends_the_pods_side()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        Client.Close();

        while (!relay.IsCompleted)
        {
            await Task.WhenAny(relay, pod.SendAsync(new byte[10_000])).Within("end of the relay");
        }

        Assert.That((await relay).End, Is.EqualTo(RelayEnd.LocalFailed));
    }

    [Test]
    public async Task A_pod_that_fails_in_the_middle_is_a_reset_to_the_client_after_all_that_came_before()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        await pod.SendAsync("half");
        Assert.That(await ReceiveAsync(4), Is.EqualTo("half"));

        pod.EndFromPod(new PortForwardException(PortForwardError.TransportFailed, "the connection broke"));

        var result = await relay;
        Assert.That((result.End, result.Failure?.Message, result.BytesFromPod), Is.EqualTo((RelayEnd.PodFailed, "the connection broke", 4L)));
        await AssertResetAsync();
    }

    [Test]
    public async Task A_refusal_is_told_with_the_servers_words_and_is_a_reset_to_the_client()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);

        pod.EndFromPod(new PortForwardException(PortForwardError.Refused, "connection refused"));

        var result = await relay;
        Assert.That((result.End, result.Failure?.Message), Is.EqualTo((RelayEnd.PodFailed, "connection refused")));
        await AssertResetAsync();
    }

    [Test]
    public async Task A_write_that_fails_is_explained_by_the_reader()
    {
        var pod = new ScriptedForwardedStream { WriteFailure = new PortForwardException(PortForwardError.Reset, "reset") };
        var relay = Start(pod);
        await SendAsync("x");

        pod.EndFromPod(new PortForwardException(PortForwardError.Refused, "why it really failed"));

        Assert.That((await relay).Failure?.Message, Is.EqualTo("why it really failed"));
    }

    [Test]
    public async Task An_answer_that_came_whole_counts_although_the_pod_took_no_more()
    {
        var pod = new ScriptedForwardedStream { WriteFailure = new PortForwardException(PortForwardError.Reset, "reset") };
        var relay = Start(pod);
        await SendAsync("x");

        await pod.SendAsync("413 too large");
        pod.EndFromPod();

        Assert.That(await ReceiveAsync(13), Is.EqualTo("413 too large"));
        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }

    [Test]
    public async Task A_client_that_neither_reads_nor_lets_go_does_not_hold_a_connection_whose_pod_failed()
    {
        var pod = new ScriptedForwardedStream { WriteFailure = new PortForwardException(PortForwardError.Reset, "reset") };
        var relay = Start(pod);
        await FloodUntilHeldAsync(pod);

        await SendAsync("x");
        await Clock.WaitForTimersAsync(1).Within("timer of the relay");
        Assert.That(relay.IsCompleted, Is.False);
        Clock.Advance(TimeSpan.FromSeconds(2));

        var result = await relay;
        Assert.That((result.End, result.Failure?.Message), Is.EqualTo((RelayEnd.PodFailed, "reset")));
    }

    [Test]
    public async Task A_client_that_does_not_read_holds_the_pod_back_until_it_does()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        var (sent, waiting) = await FloodUntilHeldAsync(pod);

        var received = 0L;
        var buffer = new byte[1 << 20];
        while (received < sent)
        {
            received += await Client.ReceiveAsync(buffer.AsMemory()).AsTask().Within("bytes");
        }

        await waiting.Within("relay that reads");
        Assert.That(relay.IsCompleted, Is.False);
    }

    [Test]
    public async Task Cancelling_resets_the_client_and_ends_the_pods_side([Values] bool held)
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        if (held)
        {
            await FloodUntilHeldAsync(pod);
        }

        await Cancel.CancelAsync();

        var result = await relay;
        Assert.That((result.End, result.Failure), Is.EqualTo((RelayEnd.Cancelled, (Exception?)null)));
        await pod.Disposed;
        await AssertResetAsync();
    }

    [Test]
    public async Task A_pods_side_that_was_given_up_beneath_is_no_clean_end()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        pod.EndFromPod(new OperationCanceledException("by nobody here"));

        Assert.That((await relay).End, Is.EqualTo(RelayEnd.PodFailed));
        await AssertResetAsync();
    }

    [Test]
    public async Task What_was_passed_on_whole_is_not_taken_back_by_aCancellation()
    {
        var pod = new ScriptedForwardedStream { ServerIsSlow = true };
        var relay = Start(pod);
        await pod.SendAsync("answer");
        pod.EndFromPod();
        Client.Shutdown(SocketShutdown.Send);
        await Clock.WaitForTimersAsync(1).Within("timer of the relay");
        await Cancel.CancelAsync();

        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
        Assert.That(await ReceiveToEndAsync(), Is.EqualTo("answer".Length));
    }

    [Test]
    public async Task An_error_that_the_server_tells_after_the_pods_end_of_file_is_the_result()
    {
        var pod = new ScriptedForwardedStream();
        var relay = Start(pod);
        await pod.SendAsync("half");
        pod.EndFromPod();
        Assert.That(await ReceiveAsync(100), Is.EqualTo("half"));

        pod.EndOnServer("copy failed");
        Client.Shutdown(SocketShutdown.Send);

        var result = await relay;
        Assert.That((result.End, result.Failure?.Message), Is.EqualTo((RelayEnd.PodFailed, "copy failed")));
    }

    [Test]
    public async Task The_session_lives_until_the_server_has_delivered_the_end_of_an_upload()
    {
        var pod = new ScriptedForwardedStream { ServerIsSlow = true };
        var relay = Start(pod);
        pod.EndFromPod();
        await SendAsync("tail");
        Client.Shutdown(SocketShutdown.Send);
        Assert.That(await pod.ReceiveAsync(), Is.EqualTo("tail"));
        Assert.That(await pod.ReceiveAsync(), Is.Empty);
        await Clock.WaitForTimersAsync(1).Within("timer of the relay");

        Assert.That(pod.IsDisposed, Is.False);
        pod.EndOnServer();

        Assert.That((await relay).End, Is.EqualTo(RelayEnd.Completed));
    }
}
