using DevLoop.Kubernetes.Informers;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class ResourceDemandTests
{
    private static IEnumerable<TestCaseData> Unions()
    {
        var (a, b) = (ResourceDemand.Named("a"), ResourceDemand.Named("b"));
        var (web, db) = (ResourceDemand.Labelled("app=web"), ResourceDemand.Labelled("app=db"));
        yield return new TestCaseData(new[] { a }, "metadata.name=a", null);
        yield return new TestCaseData(new[] { a, ResourceDemand.Named("a") }, "metadata.name=a", null);
        yield return new TestCaseData(new[] { a, b }, null, null);
        yield return new TestCaseData(new[] { web, ResourceDemand.Labelled("app=web") }, null, "app=web");
        yield return new TestCaseData(new[] { web, db }, null, null);
        yield return new TestCaseData(new[] { web, a }, null, null);
        yield return new TestCaseData(new[] { a, ResourceDemand.All }, null, null);
        yield return new TestCaseData(new[] { ResourceDemand.All }, null, null);
    }

    [TestCaseSource(nameof(Unions))]
    public void No_more_is_followed_than_all_need_together(ResourceDemand[] demands, string? field, string? label)
    {
        var union = ResourceDemand.Union(demands);

        using (Assert.EnterMultipleScope())
        {
            Assert.That((union.Field, union.Label), Is.EqualTo((field, label)));
            Assert.That(demands, Has.All.Matches<ResourceDemand>(d => d?.IsCoveredBy(union) == true));
        }
    }

    [TestCase("")]
    [TestCase("..")]
    [TestCase("a/b")]
    [TestCase("a,metadata.name=b")]
    public void A_name_that_no_object_can_have_is_refused(string name) =>
        Assert.That(() => ResourceDemand.Named(name), Throws.ArgumentException.With.Message.Contain("no name of a Kubernetes object"));
}
