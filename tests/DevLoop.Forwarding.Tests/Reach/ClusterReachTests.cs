using System.Net;
using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Api;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Reach;

internal sealed class ClusterReachTests
{
    private const string Awaited = "Waiting for the cluster at https://cluster.example:6443 to answer.";
    private const string Back = "The cluster answers again.";

    private readonly FakeClock _clock = new();
    private readonly List<string> _said = [];
    private ClusterReach _reach = null!;

    [SetUp]
    public void Start() => _reach = new ClusterReach(new Uri("https://jane:secret@cluster.example:6443/prefix"), _said.Add, s => _said.Add($"! {s}"), _clock);

    [TearDown]
    public void End() => _reach.Dispose();

    [Test]
    public void However_many_fail_together_the_loss_is_said_once_with_its_reason_and_so_is_the_return()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var forward = 0; forward < 200; forward++)
            {
                _reach.Failed(Loss(ClusterConnectionError.ConnectionRefused, $"Nothing listens there\u001b[2J, says {forward}."));
            }

            _reach.Answered();
            _reach.Answered();
        }

        const string Lost = "! the cluster cannot be reached, and is asked again until it can: Nothing listens there [2J, says 0.";
        Assert.That(_said, Is.EqualTo([Lost, Back, Lost, Back]));
    }

    [Test]
    public void A_reason_of_another_kind_is_said_once_in_a_loss_however_often_they_take_turns()
    {
        for (var loss = 0; loss < 2; loss++)
        {
            for (var turn = 0; turn < 3; turn++)
            {
                _reach.Failed(Loss(ClusterConnectionError.ConnectionLost, "Cut."));
                _reach.Failed(Loss(ClusterConnectionError.ConnectionRefused, "Nothing listens there."));
                _reach.Failed(Loss(ClusterConnectionError.TlsFailed, "Another cluster answers there."));
            }

            _reach.Answered();
        }

        const string Lost = "! the cluster cannot be reached, and is asked again until it can: ";
        string[] once = [$"{Lost}Cut.", $"{Lost}Another cluster answers there.", Back];
        Assert.That(_said, Is.EqualTo([.. once, .. once]));
    }

    [Test]
    public async Task A_question_that_comes_to_its_end_without_an_answer_leaves_the_others_waiting()
    {
        var gate = new TaskCompletionSource<int>();
        var open = _reach.AskAsync(() => gate.Task);
        Assert.That(async () => await _reach.AskAsync(() => Task.FromException<int>(new OperationCanceledException())), Throws.InstanceOf<OperationCanceledException>());
        _clock.Advance(ClusterReach.Patience);
        Assert.That(_said, Is.EqualTo([Awaited]));
        gate.SetResult(1);
        Assert.That(await open, Is.EqualTo(1));
    }

    [Test]
    public void When_no_question_is_open_nothing_is_waited_for()
    {
        Assert.That(async () => await _reach.AskAsync(() => Task.FromException<int>(new OperationCanceledException())), Throws.InstanceOf<OperationCanceledException>());
        _clock.Advance(ClusterReach.Patience);
        Assert.That(_said, Is.Empty);
    }

    [TestCase(ClusterConnectionError.UpgradeRefused)]
    [TestCase(ClusterConnectionError.AnswerTooLarge)]
    [TestCase(ClusterConnectionError.OutOfResources)]
    public void What_one_request_alone_fails_with_is_no_loss(ClusterConnectionError reason)
    {
        _reach.Failed(Loss(reason, "No."));
        Assert.That(_said, Is.Empty);
    }

    [Test]
    public void A_refusal_is_an_answer_if_it_is_the_API_that_refuses_and_not_what_stands_before_it()
    {
        _reach.Failed(Loss(ClusterConnectionError.TimedOut, "Too late."));
        _reach.Failed(new ApiException(new ApiOperation("list", "pods", "default", null), HttpStatusCode.ServiceUnavailable, null, null));
        Assert.That(_said, Has.Count.EqualTo(1));
        _reach.Failed(new ApiException(new ApiOperation("list", "pods", "default", null), HttpStatusCode.Forbidden, new ApiStatus(), null));
        Assert.That(_said[1..], Is.EqualTo([Back]));
    }

    [Test]
    public void An_attempt_that_began_before_the_cluster_was_back_takes_nothing_back()
    {
        _reach.Failed(Loss(ClusterConnectionError.TimedOut, "Too late."));
        _reach.Answered();
        _clock.Advance(TimeSpan.FromSeconds(9));
        _reach.Failed(Loss(ClusterConnectionError.TimedOut, "Too late."));
        Assert.That(_said, Has.Count.EqualTo(2));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _reach.Failed(Loss(ClusterConnectionError.TimedOut, "Too late."));
        Assert.That(_said, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_cluster_that_leaves_the_first_question_open_is_said_once_to_be_waited_for_without_what_is_secret()
    {
        _clock.Advance(ClusterReach.Patience);
        Assert.That(_said, Is.Empty, "nothing was asked");
        _reach.Asked();
        _clock.Advance(ClusterReach.Patience - TimeSpan.FromTicks(1));
        Assert.That(_said, Is.Empty);
        _clock.Advance(TimeSpan.FromTicks(1));
        _reach.Asked();
        _clock.Advance(ClusterReach.Patience);
        Assert.That(_said, Is.EqualTo([Awaited]));
    }

    [Test]
    public void A_cluster_that_has_answered_or_failed_once_is_not_said_to_be_waited_for([Values] bool fails)
    {
        _reach.Asked();
        if (fails)
        {
            _reach.Failed(Loss(ClusterConnectionError.ConnectionRefused, "Nothing listens there."));
        }
        else
        {
            _reach.Answered();
        }

        _reach.Asked();
        _clock.Advance(ClusterReach.Patience);
        Assert.That(_said, Has.None.EqualTo(Awaited));
    }

    private static ClusterConnectionException Loss(ClusterConnectionError reason, string message) => new(reason, message);
}
