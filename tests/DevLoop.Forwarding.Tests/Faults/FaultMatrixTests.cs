using DevLoop.Kubernetes.Api;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>
/// The matrix of faults: at every step of a connection's life, everything that may go wrong there. The client gets bytes that are
/// right, or an end, and the next connection works.
/// </summary>
internal sealed class FaultMatrixTests
{
    /// <summary>The hold of a connection without a pod, and the verdict on a session from which nothing comes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(45);

    /// <summary>Less than the time after which a request that has no answer is given up, whatever it waits for.</summary>
    private static readonly TimeSpan LongestToConnect = new ClusterLimits().Upgrade;

    private static IEnumerable<TestCaseData> Cells() => FaultCell.All.Select(c => new TestCaseData(c).SetArgDisplayNames($"{c}"));

    [TestCaseSource(nameof(Cells))]
    public async Task Nothing_is_made_up_left_out_or_left_behind(FaultCell cell)
    {
        var scene = new FaultScene(cell);
        try
        {
            var end = await scene.AskAsync(cell.IsSilent ? scene.Peer.Reopened : Task.CompletedTask, cell.Step == FaultStep.AfterClientFin);
            await scene.Peer.Committed.Within("fault");
            AssertTrue(end, cell.IsMended);
            Assert.That(end.Took, Is.LessThan(cell.IsOfSystemTime ? LongestToConnect : Longest));
            Assert.That(scene.Peer.Requests, Has.Count.LessThanOrEqualTo(1), "the program gets a request once");
            await scene.Peer.Over.Within("end of the connection that went wrong");
            scene.LetTimePass();

            var requests = scene.Peer.Requests.Count;
            AssertTrue(await scene.AskAsync(Task.CompletedTask, endsFirst: false), isMended: true);
            Assert.That(scene.Peer.Requests, Has.Count.EqualTo(requests + 1));
            Assert.That(scene.Peer.Requests, Has.All.EqualTo(PodTalk.Request));
            await scene.Peer.ServedAsync().Within("end of the forwarded connections at the server");
        }
        catch
        {
            await TestContext.Out.WriteLineAsync($"{string.Join('\n', scene.Events.Events)}\n{string.Join('\n', scene.Said)}\n{scene.Log.Text}");
            throw;
        }
        finally
        {
            await scene.DisposeAsync();
        }

        Assert.That(scene.Log.Errors, Is.Empty);
        Assert.That(scene.Clock.WaitForTimersAsync(1).IsCompleted, Is.False, "nothing waits for a time any more");
    }

    private static void AssertTrue(LocalEnd end, bool isMended)
    {
        Assert.That(PodTalk.Answer.AsSpan(0, Math.Min(end.Bytes.Length, PodTalk.Answer.Length)).SequenceEqual(end.Bytes), "what comes is what was sent, up to some place");
        if (isMended || end.IsClean)
        {
            Assert.That((end.IsClean, end.Bytes.Length), Is.EqualTo((true, PodTalk.Answer.Length)), "a clean end comes behind the last byte");
        }
    }
}
