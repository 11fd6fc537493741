using System.Net;
using DevLoop.Forwarding.Retries;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Api;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Retries;

internal sealed class LookupPipelineTests
{
    private static readonly ApiOperation Get = new("get", "pods", "default", "a");

    private static readonly KubernetesException[] Passing =
    [
        new ApiException(Get, HttpStatusCode.TooManyRequests, null, null),
        new ApiException(Get, HttpStatusCode.InternalServerError, null, null),
        new ApiException(Get, HttpStatusCode.ServiceUnavailable, new ApiStatus { Details = new ApiStatusDetails { RetryAfterSeconds = 1 } }, null),
        new ClusterConnectionException(ClusterConnectionError.ConnectionRefused, "Nothing listens."),
        new ClusterConnectionException(ClusterConnectionError.ConnectionLost, "Lost."),
    ];

    private static readonly KubernetesException[] Final =
    [
        new ApiException(Get, HttpStatusCode.Unauthorized, null, null),
        new ApiException(Get, HttpStatusCode.Forbidden, null, null),
        new ApiException(Get, HttpStatusCode.NotFound, null, null),
        new ApiException(Get, HttpStatusCode.ServiceUnavailable, new ApiStatus { Details = new ApiStatusDetails { RetryAfterSeconds = 60 } }, null),
        new ClusterConnectionException(ClusterConnectionError.TlsFailed, "Another authority."),
        new ClusterConnectionException(ClusterConnectionError.TimedOut, "No answer."),
    ];

    private readonly FakeClock _clock = new();
    private int _attempts;

    [TestCaseSource(nameof(Passing))]
    public async Task A_failure_that_passes_is_tried_again_a_few_times(KubernetesException failure)
    {
        var asking = AskAsync(failure);
        while (!asking.IsCompleted)
        {
            await Task.WhenAny(asking, _clock.WaitForTimersAsync(1)).Within("next attempt");
            _clock.Advance(LookupPipeline.MaxDelay);
        }

        Assert.Multiple(() =>
        {
            Assert.That(async () => await asking, Throws.Exception.SameAs(failure));
            Assert.That(_attempts, Is.EqualTo(5));
        });
    }

    [TestCaseSource(nameof(Final))]
    public void A_failure_that_somebody_has_to_mend_is_final(KubernetesException failure)
    {
        Assert.That(async () => await AskAsync(failure).Within("failure"), Throws.Exception.SameAs(failure));
        Assert.That(_attempts, Is.EqualTo(1));
    }

    private Task AskAsync(KubernetesException failure) => LookupPipeline.Create(_clock).ExecuteAsync(_ =>
    {
        _attempts++;
        return ValueTask.FromException(failure);
    }).AsTask();
}
