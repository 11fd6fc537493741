using System.Net;
using DevLoop.Forwarding.Retries;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class PodPresenceTests
{
    private static readonly ApiOperation Get = new("get", "pods", "default", "a");
    private static readonly ForwardTarget A = new("default", "a", "uid-a", 8080, "node-1");

    private readonly FakeClock _clock = new();
    private readonly ScriptedPodCheck _check = new();
    private readonly TaskCompletionSource<ForwardTarget> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FirstMessage _log = new();
    private PodPresence _pods = null!;
    private LostPods _lost = null!;

    [SetUp]
    public void Follow()
    {
        _pods = new PodPresence(_check, _log, _clock);
        _lost = new LostPods(_check, _found.SetResult, _log, _clock);
    }

    [TearDown]
    public async Task End()
    {
        await _pods.DisposeAsync().AsTask().Within("end of the doubts");
        await _lost.DisposeAsync().AsTask().Within("end of the questions");
    }

    [Test]
    public async Task Who_uses_a_pod_that_is_deleted_is_told_after_a_grace()
    {
        Show(Cluster.Ready("a"));
        using var use = _pods.Use(A);
        Show();
        await _check.AnswerAsync(isGone: true);
        await AssertToldAfterGraceAsync(use);
    }

    [Test]
    public async Task A_pod_that_is_gone_before_it_is_used_is_asked_for_too()
    {
        Show();
        using var use = _pods.Use(A);
        await _check.AnswerAsync(isGone: true);
        await AssertToldAfterGraceAsync(use);
    }

    [Test]
    public async Task A_pod_that_has_ended_needs_no_question()
    {
        Show(Cluster.Ready("a"));
        using var use = _pods.Use(A);
        Show(Cluster.Ready("a") with { Status = new PodStatus { Phase = "Failed" } });
        await AssertToldAfterGraceAsync(use);
        Assert.That(_check.IsAsked, Is.False);
    }

    [Test]
    public async Task A_pod_that_only_left_the_selector_is_asked_for_until_it_is_gone()
    {
        using var use = _pods.Use(A);
        Show();
        await _check.AnswerAsync(isGone: false);
        await NextQuestionAsync();
        await _check.FailAsync(new ClusterConnectionException(ClusterConnectionError.Unreachable, "No way."));
        await NextQuestionAsync();
        await _check.AnswerAsync(isGone: true);
        await AssertToldAfterGraceAsync(use);
    }

    [Test]
    public async Task A_pod_that_is_shown_again_is_not_asked_for_any_more()
    {
        using var use = _pods.Use(A);
        Show();
        await _check.AnswerAsync(isGone: false);
        Show(Cluster.Ready("a"));
        await NextQuestionAsync();
        Show();
        await _check.AnswerAsync(isGone: true);
        await AssertToldAfterGraceAsync(use);
    }

    [Test]
    public void Neither_a_pod_that_is_being_deleted_nor_silence_raises_a_question()
    {
        using var use = _pods.Use(A);
        Show(Cluster.Terminating(Cluster.Ready("a")));
        Assert.Multiple(() =>
        {
            Assert.That(_check.IsAsked, Is.False);
            Assert.That(use.Gone.IsCancellationRequested, Is.False);
        });
    }

    [Test]
    public async Task Where_the_cluster_refuses_to_say_nothing_ends()
    {
        using var use = _pods.Use(A);
        Show();
        await _check.FailAsync(new ApiException(Get, HttpStatusCode.Forbidden, null, null));
        Assert.That(await _log.Text.Within("message"), Is.EqualTo("Whether pod a is gone cannot be found out"));
        Assert.Multiple(() =>
        {
            Assert.That(_clock.WaitForTimersAsync(1).IsCompleted, Is.False, "neither a grace nor another question is on its way");
            Assert.That(use.Gone.IsCancellationRequested, Is.False);
        });
    }

    [Test]
    public async Task A_question_that_failed_for_a_reason_that_passes_is_asked_again_with_the_next_change()
    {
        using var use = _pods.Use(A);
        Show();
        await _check.FailAsync(new ApiException(Get, HttpStatusCode.Unauthorized, null, null));
        await _log.Text.Within("message");
        Show();
        await _check.AnswerAsync(isGone: true);
        await AssertToldAfterGraceAsync(use);
    }

    [Test]
    public async Task A_lost_pod_is_found_only_once_the_cluster_has_said_that_it_is_there()
    {
        _lost.Confirm(A);
        _clock.Advance(LostPods.LossHolds - TimeSpan.FromSeconds(1));
        Assert.That(_check.IsAsked, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await _check.FailAsync(new ClusterConnectionException(ClusterConnectionError.TimedOut, "Too late."));
        await NextQuestionAsync();
        Assert.That(_found.Task.IsCompleted, Is.False);
        await _check.AnswerAsync(isGone: false);
        Assert.That(await _found.Task.Within("found pod"), Is.EqualTo(A));
    }

    [Test]
    public async Task A_lost_pod_that_is_gone_stays_lost()
    {
        _lost.Confirm(A);
        _clock.Advance(LostPods.LossHolds);
        await _check.AnswerAsync(isGone: true);
        Assert.That(await _log.Text.Within("message"), Is.EqualTo("Pod a is gone, as it was reported to be"));
        Assert.That(_found.Task.IsCompleted, Is.False);
    }

    [Test]
    public async Task A_lost_pod_that_may_not_be_asked_for_counts_as_found()
    {
        _lost.Confirm(A);
        _clock.Advance(LostPods.LossHolds);
        await _check.FailAsync(new ApiException(Get, HttpStatusCode.Forbidden, null, null));
        Assert.That(await _found.Task.Within("found pod"), Is.EqualTo(A));
    }

    private void Show(params Pod[] pods) => _pods.Update(Cluster.Snapshot(null, pods));

    private async Task NextQuestionAsync()
    {
        await _clock.WaitForTimersAsync(1).Within("delay until the next question");
        _clock.Advance(PodCheckPipeline.Interval);
    }

    private async Task AssertToldAfterGraceAsync(PodUse use)
    {
        await _clock.WaitForTimersAsync(1).Within("grace");
        Assert.That(use.Gone.IsCancellationRequested, Is.False);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = use.Gone.Register(told.SetResult);
        _clock.Advance(PodPresence.Grace);
        await told.Task.Within("word that the pod is gone");
    }

    /// <summary>Keeps the first message that is logged.</summary>
    private sealed class FirstMessage : ILogger
    {
        private readonly TaskCompletionSource<string> _text = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Text => _text.Task;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _text.TrySetResult(formatter(state, exception));
    }
}
