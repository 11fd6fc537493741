using System.Threading.Channels;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests;

/// <summary>Answers what a pod is like when, and as, the test says.</summary>
internal sealed class ScriptedPodCheck : IPodCheck
{
    private readonly Channel<(ForwardTarget Target, TaskCompletionSource<Pod?> Answer)> _questions = Channel.CreateUnbounded<(ForwardTarget, TaskCompletionSource<Pod?>)>();

    /// <summary>Whether a question waits for its answer.</summary>
    public bool IsAsked => _questions.Reader.Count > 0;

    /// <summary>What every question is answered with at once; null when the test answers them one by one.</summary>
    public Func<ForwardTarget, Pod?>? Always { get; set; }

    public Task<Pod?> FindAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        if (Always is { } answering)
        {
            return Task.FromResult(answering(target));
        }

        var answer = new TaskCompletionSource<Pod?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Writer.TryWrite((target, answer));
        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Answers the next question, once it is asked: the pod is gone, or as the watch first showed it.</summary>
    public async Task AnswerAsync(bool isGone)
    {
        var (target, answer) = await NextAsync();
        answer.SetResult(isGone ? null : Cluster.Ready(target.Pod));
    }

    /// <summary>Answers the next question, once it is asked, with what the pod is like.</summary>
    public async Task AnswerAsync(Pod pod) => (await NextAsync()).Answer.SetResult(pod);

    /// <summary>Fails the next question, once it is asked.</summary>
    public async Task FailAsync(Exception e) => (await NextAsync()).Answer.SetException(e);

    private Task<(ForwardTarget Target, TaskCompletionSource<Pod?> Answer)> NextAsync() =>
        _questions.Reader.ReadAsync().AsTask().Within("question for a pod");
}
