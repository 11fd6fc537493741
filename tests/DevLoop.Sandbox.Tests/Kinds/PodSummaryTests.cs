using System.Text.Json.Nodes;
using DevLoop.Sandbox.Kinds.Pods;

namespace DevLoop.Sandbox.Tests.Kinds;

internal sealed class PodSummaryTests
{
    [TestCase("""{"status":{"phase":"Pending"}}""", "Pending")]
    [TestCase("""{"status":{"phase":"Failed","reason":"Evicted"}}""", "Evicted")]
    [TestCase("""{"status":{"phase":"Running","containerStatuses":[{"ready":true,"state":{"running":{}}}]}}""", "Running")]
    [TestCase("""{"status":{"phase":"Running","containerStatuses":[{"state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}""", "CrashLoopBackOff")]
    [TestCase("""{"status":{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"exitCode":3}}}]}}""", "ExitCode:3")]
    [TestCase("""{"status":{"phase":"Failed","containerStatuses":[{"state":{"terminated":{"exitCode":137,"signal":9}}}]}}""", "Signal:9")]
    [TestCase("""{"status":{"phase":"Succeeded","containerStatuses":[{"state":{"terminated":{"exitCode":0,"reason":"Completed"}}}]}}""", "Completed")]
    [TestCase("""{"metadata":{"deletionTimestamp":"x"},"status":{"phase":"Running"}}""", "Terminating")]
    [TestCase("""{"metadata":{"deletionTimestamp":"x"},"status":{"phase":"Succeeded"}}""", "Succeeded")]
    [TestCase("""{"spec":{"initContainers":[{},{}]},"status":{"phase":"Pending","initContainerStatuses":[{"state":{"terminated":{"exitCode":0}}},{"state":{"running":{}}}]}}""", "Init:1/2")]
    [TestCase("""{"spec":{"initContainers":[{}]},"status":{"phase":"Pending","initContainerStatuses":[{"state":{"terminated":{"exitCode":1,"reason":"Error"}}}]}}""", "Init:Error")]
    public void The_state_in_one_word(string pod, string expected) =>
        Assert.That(PodSummary.Status(JsonNode.Parse(pod)!.AsObject()), Is.EqualTo(expected));

    [Test]
    public void Restarts_say_when_the_last_was()
    {
        var pod = JsonNode.Parse("""{"status":{"containerStatuses":[{"restartCount":2,"lastState":{"terminated":{"finishedAt":"2026-01-01T00:00:00Z"}}},{"restartCount":1}]}}""")!;

        Assert.That(PodSummary.Restarts(pod.AsObject(), new DateTimeOffset(2026, 1, 1, 0, 5, 0, TimeSpan.Zero)), Is.EqualTo("3 (5m ago)"));
    }
}
