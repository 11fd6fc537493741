using System.Threading.Channels;
using DevLoop.Forwarding.Targets;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests;

/// <summary>Answers whether a pod is gone when, and as, the test says.</summary>
internal sealed class ScriptedPodCheck : IPodCheck
{
    private readonly Channel<TaskCompletionSource<bool>> _questions = Channel.CreateUnbounded<TaskCompletionSource<bool>>();

    /// <summary>Whether a question waits for its answer.</summary>
    public bool IsAsked => _questions.Reader.Count > 0;

    public Task<bool> IsGoneAsync(ForwardTarget target, CancellationToken cancellationToken)
    {
        var question = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions.Writer.TryWrite(question);
        return question.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Answers the next question, once it is asked.</summary>
    public async Task AnswerAsync(bool isGone) => (await NextAsync()).SetResult(isGone);

    /// <summary>Fails the next question, once it is asked.</summary>
    public async Task FailAsync(Exception e) => (await NextAsync()).SetException(e);

    private Task<TaskCompletionSource<bool>> NextAsync() => _questions.Reader.ReadAsync().AsTask().Within("question for a pod");
}
