using System.Globalization;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers.Deployments;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class RolloutStepTests
{
    [TestCase(4, "25%", "25%", 1, 1)]
    [TestCase(1, "25%", "25%", 1, 0)]
    [TestCase(3, "50%", "50%", 2, 1)]
    [TestCase(10, 3, 2, 3, 2)]
    [TestCase(2, 0, "10%", 0, 1)]
    [TestCase(2, 0, 5, 0, 2)]
    public void Surge_is_rounded_up_and_unavailability_down_but_never_both_to_nothing(int replicas, object surge, object unavailable, int expectedSurge, int expectedUnavailable)
    {
        var size = RolloutSize.Of(new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["replicas"] = replicas,
                ["strategy"] = new JsonObject
                {
                    ["type"] = "RollingUpdate",
                    ["rollingUpdate"] = new JsonObject { ["maxSurge"] = Amount(surge), ["maxUnavailable"] = Amount(unavailable) },
                },
            },
        });

        Assert.That((size.MaxSurge, size.MaxUnavailable), Is.EqualTo((expectedSurge, expectedUnavailable)));
    }

    [TestCase(3, 1, 0, 0, 3, 1, Description = "one more than wanted")]
    [TestCase(3, 0, 0, 0, 3, 0, Description = "no room before an old one goes")]
    [TestCase(3, 1, 3, 3, 0, 3, Description = "done")]
    [TestCase(2, 1, 5, 5, 0, 2, Description = "fewer are wanted than there are")]
    public void The_new_one_grows_as_far_as_the_surge_lets_it(int replicas, int surge, int current, int available, int old, int expected) =>
        Assert.That(RolloutStep.Grow(new RolloutSize(replicas, surge, 0), new ReplicaCount(current, available), [new ReplicaCount(old, old)]), Is.EqualTo(expected));

    [TestCase(3, 0, 1, 0, "3", "3", "3", Description = "the new one does not work yet")]
    [TestCase(3, 0, 1, 1, "3", "3", "2", Description = "it works")]
    [TestCase(3, 1, 0, 0, "3", "3", "2", Description = "one may be missing")]
    [TestCase(3, 0, 1, 1, "1,2", "1,2", "0,2", Description = "oldest first")]
    [TestCase(3, 1, 1, 0, "1,2", "1,1", "1,1", Description = "broken ones first")]
    [TestCase(2, 0, 2, 2, "2", "0", "0", Description = "all that are left")]
    public void The_old_ones_shrink_as_far_as_the_pods_that_work_let_them(
        int replicas, int unavailable, int current, int available, string wanted, string working, string expected)
    {
        var old = wanted.Split(',').Zip(working.Split(','), (w, a) => new ReplicaCount(int.Parse(w, CultureInfo.InvariantCulture), int.Parse(a, CultureInfo.InvariantCulture))).ToList();

        Assert.That(
            string.Join(',', RolloutStep.Shrink(new RolloutSize(replicas, 1, unavailable), new ReplicaCount(current, available), old)), Is.EqualTo(expected));
    }

    private static JsonNode Amount(object amount) => amount is int number ? number : (string)amount;
}
