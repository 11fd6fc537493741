using System.Net;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;

namespace DevLoop.Forwarding.Tests.Targets;

internal sealed class PodCheckTests
{
    private static readonly ApiOperation Get = new("get", "pods", "default", "a");

    [Test]
    public void Only_the_API_can_say_that_a_pod_is_gone() => Assert.Multiple(() =>
    {
        Assert.That(PodCheck.SaysGone(new ApiException(Get, HttpStatusCode.NotFound, new ApiStatus { Reason = "NotFound" }, null)), Is.True);
        Assert.That(PodCheck.SaysGone(new ApiException(Get, HttpStatusCode.NotFound, null, "default backend - 404")), Is.False);
        Assert.That(PodCheck.SaysGone(new ApiException(Get, HttpStatusCode.Forbidden, new ApiStatus { Reason = "Forbidden" }, null)), Is.False);
    });
}
