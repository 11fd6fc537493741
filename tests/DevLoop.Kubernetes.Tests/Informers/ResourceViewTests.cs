using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Tests.Informers;

internal sealed class ResourceViewTests
{
    [Test]
    public void A_new_list_is_told_as_its_differences()
    {
        var (before, _) = ResourceView<Pod>.Empty.Replace([Pod("a"), Pod("b"), Pod("c"), Pod("d", uid: "old")]);

        var (after, changes) = before.Replace([Pod("e"), Pod("d", uid: "new"), Pod("b"), Pod("c", version: "2")]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(changes.Select(c => $"{c.Type} {c.Resource.Metadata.Name} {c.Resource.Metadata.Uid}"), Is.EqualTo(new[]
            {
                "Deleted a u", "Deleted d old", "Modified c u", "Added d new", "Added e u",
            }));
            Assert.That(after.Select(p => p.Metadata.Name), Is.EqualTo(new[] { "b", "c", "d", "e" }));
            Assert.That(before, Has.Count.EqualTo(4), "a view never changes");
        }
    }

    [Test]
    public void Objects_are_ordered_by_namespace_then_name()
    {
        var (view, _) = ResourceView<Pod>.Empty.Replace([Pod("b", ns: "z"), Pod("z", ns: "a"), Pod("a", ns: "z")]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(view.Select(p => ResourceKey.Of(p).ToString()), Is.EqualTo(new[] { "a/z", "z/a", "z/b" }));
            Assert.That(view[1], Is.SameAs(view.Find("z", "a")));
            Assert.That(view.Find("z", "z"), Is.Null);
        }
    }

    [Test]
    public void What_is_known_already_is_no_change()
    {
        var (view, added) = ResourceView<Pod>.Empty.Put(Pod("a"));
        var (same, again) = view.Put(Pod("a"));
        var (_, never) = view.Remove(Pod("b"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(added?.Type, Is.EqualTo(ResourceChangeType.Added));
            Assert.That((again, never), Is.EqualTo((default(ResourceChange<Pod>), default(ResourceChange<Pod>))));
            Assert.That(same, Is.SameAs(view));
        }
    }

    private static Pod Pod(string name, string version = "1", string uid = "u", string ns = "default") =>
        new() { Metadata = new ObjectMetadata { Name = name, Namespace = ns, Uid = uid, ResourceVersion = version } };
}
