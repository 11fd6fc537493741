using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class TargetTrackerTests
{
    private static readonly Service Web = Cluster.Web(Cluster.ServicePort(80, new IntOrString("http")));

    private readonly List<string> _states = [];
    private TargetTracker _tracker = null!;

    [SetUp]
    public void Track() => _tracker = new TargetTracker(Cluster.Entry("svc/web", "80"), s => _states.Add(s.Target?.Pod ?? $"waiting: {s.WaitingFor}"));

    [TearDown]
    public void Dispose() => _tracker.Dispose();

    [Test]
    public void Only_what_differs_from_before_is_told()
    {
        Show(Cluster.Ready("a"));
        Show(Cluster.Changed(Cluster.Ready("a")));
        Show(Cluster.Ready("a"), Cluster.Ready("b", age: 1));
        Show(Cluster.Ready("b", age: 1));
        Show();
        Show();
        Assert.That(_states, Is.EqualTo(["a", "b", "waiting: it has no pod (its selector is app=web)"]));
    }

    [Test]
    public async Task Who_waits_gets_the_next_target()
    {
        var first = _tracker.WaitAsync(CancellationToken.None);
        Show();
        Assert.That(first.IsCompleted, Is.False);
        Show(Cluster.Ready("a"));
        Assert.That((await first.Within("target")).Pod, Is.EqualTo("a"));
        Show();
        var second = _tracker.WaitAsync(CancellationToken.None);
        Assert.That(second.IsCompleted, Is.False);
        Show(Cluster.Ready("b"));
        Assert.Multiple(() =>
        {
            Assert.That(async () => (await second.Within("target")).Pod, Is.EqualTo("b"));
            Assert.That(async () => (await _tracker.WaitAsync(CancellationToken.None)).Pod, Is.EqualTo("b"));
        });
    }

    [Test]
    public void Who_waits_can_stop_waiting()
    {
        using var stop = new CancellationTokenSource();
        var waiting = _tracker.WaitAsync(stop.Token);
        stop.Cancel();
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_lost_pod_is_passed_over_until_the_watch_shows_it_changed()
    {
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        Lose();
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        Assert.That(_tracker.State.Target!.Pod, Is.EqualTo("b"));
        Show(Cluster.Changed(Cluster.Ready("a")));
        Assert.That(_tracker.State.Target!.Pod, Is.EqualTo("a"));
    }

    [Test]
    public void All_lost_pods_are_passed_over_and_not_the_last_one_alone()
    {
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        Lose();
        Lose();
        Assert.That(_states, Is.EqualTo(["a", "b", "waiting: it has no pod (its selector is app=web)"]));
    }

    [Test]
    public void A_lost_pod_that_is_found_is_a_target_again()
    {
        Show(Cluster.Ready("a"));
        var target = _tracker.State.Target!;
        Assert.That(_tracker.Lose(target), Is.True);
        Assert.That(_tracker.Lose(target), Is.False, "it is lost already");
        Assert.That(_tracker.State.Target, Is.Null);
        _tracker.Find(target);
        Assert.That(_tracker.State.Target?.Pod, Is.EqualTo("a"));
    }

    [Test]
    public void What_the_cluster_says_of_a_pod_counts_until_the_watch_shows_another_version()
    {
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        Correct(Cluster.Changed(Cluster.NotReady("a")));
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        Assert.That(_tracker.State.Target!.Pod, Is.EqualTo("b"));
        Show(Cluster.Changed(Cluster.Ready("a")), Cluster.Terminating(Cluster.Ready("b")));
        Assert.That(_tracker.State.Target!.Pod, Is.EqualTo("a"));
    }

    [Test]
    public void What_the_cluster_said_of_a_version_that_the_watch_has_passed_does_not_count()
    {
        Show(Cluster.Ready("a"));
        var (target, asked) = (_tracker.State.Target!, _tracker.ShownVersion(_tracker.State.Target!)!);
        Show(Cluster.Changed(Cluster.Ready("a")));
        _tracker.Correct(target, asked, null);
        Assert.That(_tracker.State.Target, Is.EqualTo(target));
    }

    [Test]
    public void A_pod_of_which_the_cluster_says_the_same_as_the_watch_stays_the_target()
    {
        Show(Cluster.Ready("a"), Cluster.Ready("b"));
        Correct(Cluster.Ready("a"));
        Assert.That(_states, Is.EqualTo(["a"]));
    }

    [Test]
    public void A_corrected_pod_that_turns_out_to_be_gone_is_lost()
    {
        Show(Cluster.Ready("a"));
        var target = _tracker.State.Target!;
        Correct(Cluster.Changed(Cluster.NotReady("a")));
        Assert.That(_tracker.Lose(target), Is.True);
        Assert.That(_states[^1], Is.EqualTo("waiting: it has no pod (its selector is app=web)"));
    }

    [Test]
    public void Losing_a_pod_that_is_not_there_any_more_changes_nothing()
    {
        Show(Cluster.Ready("a"));
        var target = _tracker.State.Target!;
        Show(Cluster.Ready("b"));
        Assert.That(_tracker.Lose(target), Is.False);
        Assert.That(_tracker.State.Target?.Pod, Is.EqualTo("b"));
    }

    [Test]
    public void Once_disposed_of_it_tells_nothing_more()
    {
        Show(Cluster.Ready("a"));
        var target = _tracker.State.Target!;
        _tracker.Dispose();
        Show();
        _tracker.Lose(target);
        _tracker.Find(target);
        Assert.That(_states, Is.EqualTo(["a"]));
    }

    private void Show(params Pod[] pods) => _tracker.Update(Cluster.Snapshot(Web, pods));

    private void Correct(Pod pod)
    {
        var target = _tracker.State.Target!;
        _tracker.Correct(target, _tracker.ShownVersion(target)!, pod);
    }

    private void Lose() => _tracker.Lose(_tracker.State.Target!);
}
