using DevLoop.Sandbox.Nodes.Probes;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class ProbeThresholdTests
{
    // s: a success, f: a failure; below, the verdict after each: S, F, or - for none yet.
    [TestCase(1, 3, "s", "S")]
    [TestCase(1, 3, "ff", "--")]
    [TestCase(1, 3, "fff", "--F")]
    [TestCase(1, 3, "ffsfff", "--SSSF")]
    [TestCase(1, 3, "sffsff", "SSSSSS")]
    [TestCase(1, 3, "sfffs", "SSSFS")]
    [TestCase(2, 1, "ssfs", "-SFF")]
    [TestCase(2, 1, "sfss", "-FFS")]
    public void The_verdict_changes_after_enough_equal_results_in_a_row(int successes, int failures, string results, string verdicts)
    {
        var threshold = new ProbeThreshold(successes, failures);
        var seen = "";
        foreach (var result in results)
        {
            var before = threshold.Verdict;
            var changed = threshold.Observe(result == 's');
            Assert.That(changed, Is.EqualTo(threshold.Verdict != before));
            seen += threshold.Verdict switch
            {
                true => 'S',
                false => 'F',
                null => '-',
            };
        }

        Assert.That(seen, Is.EqualTo(verdicts));
    }
}
