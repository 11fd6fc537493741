using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Tests.LocalPorts;

internal sealed class LocalPortSearchTests
{
    private static readonly KnownPorts Nothing = new();
    private static readonly LocalPortWish Wish = LocalPortWish.Preferably(8080);
    private static readonly int[] Fallback = [.. Enumerable.Range(4503, 31)];

    private static IEnumerable<TestCaseData> Wishes()
    {
        yield return new TestCaseData(LocalPortWish.Only(8080), null, new[] { 8080 }).SetArgDisplayNames("only one");
        yield return new TestCaseData(LocalPortWish.Only(80), null, new[] { 80 }).SetArgDisplayNames("only a system port");
        yield return new TestCaseData(Wish, null, From(8080, 8090)).SetArgDisplayNames("preferably one");
        yield return new TestCaseData(LocalPortWish.Preferably(80), null, From(80, 90)).SetArgDisplayNames("preferably a system port");
        yield return new TestCaseData(LocalPortWish.Preferably(1020), null, From(1020, 1030)).SetArgDisplayNames("from a system port into others");
        yield return new TestCaseData(LocalPortWish.Preferably(65530), null, From(65530, 65535)).SetArgDisplayNames("up to the last port");
        yield return new TestCaseData(LocalPortWish.Preferably(65535), null, From(65535, 65535)).SetArgDisplayNames("the last port");
        yield return new TestCaseData(LocalPortWish.Preferably(4500), null, From(4500, 4502)).SetArgDisplayNames("each port once");
        yield return new TestCaseData(LocalPortWish.Preferably(4520), null, Each([.. Enumerable.Range(4520, 11), .. Fallback, 0])).SetArgDisplayNames("within 4503 to 4533");
        yield return new TestCaseData(LocalPortWish.Any, null, new[] { 0 }).SetArgDisplayNames("any");
        yield return new TestCaseData(LocalPortWish.Any, 8080, new[] { 0 }).SetArgDisplayNames("any, whatever the resource has");
        yield return new TestCaseData(LocalPortWish.OfResource, 8080, From(8080, 8090)).SetArgDisplayNames("the resource's");
        yield return new TestCaseData(LocalPortWish.OfResource, 1024, From(1024, 1034)).SetArgDisplayNames("the resource's first user port");
        yield return new TestCaseData(LocalPortWish.OfResource, 1023, new[] { 0 }).SetArgDisplayNames("the resource's system port");
        yield return new TestCaseData(LocalPortWish.OfResource, null, new[] { 0 }).SetArgDisplayNames("the resource's unknown port");
    }

    [TestCaseSource(nameof(Wishes))]
    public void Ports_are_tried_in_the_order_of_Skaffold(LocalPortWish wish, int? resourcePort, int[] ports) =>
        Assert.That(Candidates(EntryOrigin.User, wish, Nothing, resourcePort), Is.EqualTo(ports));

    [Test]
    public void What_the_entry_had_in_this_run_goes_first([Values] EntryOrigin origin)
    {
        var known = new KnownPorts { OfThisRun = 9001, OfEarlierRun = 9000 };
        Assert.Multiple(() =>
        {
            Assert.That(Candidates(origin, Wish, known)[0], Is.EqualTo(9001));
            Assert.That(Candidates(origin, LocalPortWish.Any, known), Is.EqualTo([9001, 9000, 0]));
            Assert.That(Candidates(origin, LocalPortWish.Only(8080), known), Is.EqualTo([8080]));
        });
    }

    [TestCase(EntryOrigin.User, 8080, 9000)]
    [TestCase(EntryOrigin.Services, 9000, 8080)]
    [TestCase(EntryOrigin.Pods, 9000, 8080)]
    [TestCase(EntryOrigin.Debug, 9000, 8080)]
    public void What_a_person_wrote_goes_before_an_earlier_run_and_what_was_discovered_after_it(EntryOrigin origin, int first, int second) =>
        Assert.That(Candidates(origin, Wish, new KnownPorts { OfEarlierRun = 9000 })[..3], Is.EqualTo([first, second, 8081]));

    [Test]
    public void What_a_name_stands_for_goes_after_an_earlier_run() => Assert.That(
        Candidates(EntryOrigin.User, LocalPortWish.OfResource, new KnownPorts { OfEarlierRun = 9000 }, 8080)[..3], Is.EqualTo([9000, 8080, 8081]));

    [TestCase(80)]
    [TestCase(-1)]
    [TestCase(65536)]
    public void A_remembered_port_that_no_search_would_find_is_not_tried(int port)
    {
        var known = new KnownPorts { OfEarlierRun = port, OfThisRun = port };
        Assert.Multiple(() =>
        {
            Assert.That(Candidates(EntryOrigin.Services, Wish, known), Is.EqualTo(From(8080, 8090)));
            Assert.That(Candidates(EntryOrigin.Services, LocalPortWish.Any, known), Is.EqualTo([0]));
        });
    }

    [Test]
    public void Ports_of_others_are_tried_after_all_others_but_for_the_wish()
    {
        var known = new KnownPorts { OfOthers = new HashSet<int> { 8080, 8081, 4503 } };
        Assert.That(
            Candidates(EntryOrigin.User, Wish, known),
            Is.EqualTo([8080, .. Enumerable.Range(8082, 9), .. Fallback[1..], 8081, 4503, 0]));
    }

    [Test]
    public void A_port_of_an_earlier_run_that_another_entry_would_like_does_not_go_first() => Assert.That(
        Candidates(EntryOrigin.Services, Wish, new KnownPorts { OfEarlierRun = 9000, OfOthers = new HashSet<int> { 9000 } }),
        Is.EqualTo(From(8080, 8090)));

    [Test]
    public void A_strict_search_knows_the_wish_alone_and_has_nothing_to_refuse_without_one()
    {
        var known = new KnownPorts { OfThisRun = 9001, OfEarlierRun = 9000 };
        Assert.Multiple(() =>
        {
            Assert.That(Candidates(EntryOrigin.Services, Wish, known, strict: true), Is.EqualTo([8080]));
            Assert.That(Candidates(EntryOrigin.Services, LocalPortWish.OfResource, known, 8080, strict: true), Is.EqualTo([8080]));
            Assert.That(Candidates(EntryOrigin.Services, LocalPortWish.Any, known, strict: true), Is.EqualTo([9001, 9000, 0]));
        });
    }

    /// <summary>A wish with its neighbours, then the rest of the search.</summary>
    private static int[] From(int first, int last) => Each([.. Enumerable.Range(first, last - first + 1), .. Fallback, 0]);

    private static int[] Each(int[] ports) => [.. ports.Distinct()];

    private static int[] Candidates(EntryOrigin origin, LocalPortWish wish, KnownPorts known, int? resourcePort = null, bool strict = false)
    {
        var entry = new PortForwardEntry(origin, new ResourceReference(ResourceType.Service, "web"), "default", new IntOrString("http"), wish, ListenAddress.Localhost);
        return [.. LocalPortSearch.Candidates(new LocalPortRequest(entry, resourcePort), known, strict)];
    }
}
