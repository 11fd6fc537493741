using DevLoop.Sandbox.Nodes.Containers;
using DevLoop.Sandbox.Nodes.Specs;
using DevLoop.Sandbox.Nodes.Statuses;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class PodPhaseTests
{
    // w: waiting for its first start, b: waiting after a crash, r: running, 0 and 1: ended with that exit code.
    [TestCase("w", RestartPolicy.Always, "Pending")]
    [TestCase("rw", RestartPolicy.Always, "Pending")]
    [TestCase("rr", RestartPolicy.Always, "Running")]
    [TestCase("rb", RestartPolicy.Always, "Running")]
    [TestCase("b", RestartPolicy.Always, "Running")]
    [TestCase("1", RestartPolicy.Always, "Running")]
    [TestCase("0", RestartPolicy.Always, "Running")]
    [TestCase("0", RestartPolicy.Never, "Succeeded")]
    [TestCase("01", RestartPolicy.Never, "Failed")]
    [TestCase("r1", RestartPolicy.Never, "Running")]
    [TestCase("00", RestartPolicy.OnFailure, "Succeeded")]
    [TestCase("0b", RestartPolicy.OnFailure, "Running")]
    public void The_phase_follows_from_the_containers_and_the_restart_policy(string containers, object policy, string phase)
    {
        Assert.That(PodPhase.Of(Statuses(containers), (RestartPolicy)policy, initialized: true, ended: false), Is.EqualTo(phase));
    }

    [TestCase("0", true, "Succeeded")]
    [TestCase("01", true, "Failed")]
    [TestCase("b", true, "Failed")]
    [TestCase("w", false, "Failed")]
    public void A_pod_that_ended_has_succeeded_only_with_all_its_containers(string containers, bool initialized, string phase)
    {
        Assert.That(PodPhase.Of(Statuses(containers), RestartPolicy.Always, initialized, ended: true), Is.EqualTo(phase));
    }

    [Test]
    public void A_pod_is_pending_until_its_init_containers_are_done()
    {
        Assert.That(PodPhase.Of(Statuses("w"), RestartPolicy.Never, initialized: false, ended: false), Is.EqualTo("Pending"));
    }

    private static List<ContainerStatus> Statuses(string containers) =>
        [.. containers.Select((state, i) => new ContainerStatus
        {
            Name = $"c{i}",
            Image = "image",
            State = state switch
            {
                'w' or 'b' => new ContainerState.Waiting("Waiting"),
                'r' => new ContainerState.Running(default, "id"),
                _ => Ended(state - '0'),
            },
            LastTermination = state == 'b' ? Ended(1) : null,
        })];

    private static ContainerState.Terminated Ended(int exitCode) => new(exitCode, default, default, "id");
}
