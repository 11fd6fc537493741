using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class ResourceReferenceTests
{
    [TestCase("web", ResourceType.Pod, "web", "pod/web")]
    [TestCase("pod/web-0", ResourceType.Pod, "web-0", "pod/web-0")]
    [TestCase("pods/web", ResourceType.Pod, "web", "pod/web")]
    [TestCase("po/web", ResourceType.Pod, "web", "pod/web")]
    [TestCase("Pod/web.example", ResourceType.Pod, "web.example", "pod/web.example")]
    [TestCase("svc/web", ResourceType.Service, "web", "service/web")]
    [TestCase("services/web", ResourceType.Service, "web", "service/web")]
    [TestCase("SERVICE/web", ResourceType.Service, "web", "service/web")]
    public void A_resource_is_named_as_kubectl_has_it(string text, ResourceType type, string name, string shown)
    {
        var reference = ResourceReference.Parse(text);
        Assert.Multiple(() =>
        {
            Assert.That(reference, Is.EqualTo(new ResourceReference(type, name)));
            Assert.That(reference.ToString(), Is.EqualTo(shown));
        });
    }

    [TestCase("node/a", "'node' is not a type that can be forwarded to")]
    [TestCase("/a", "'' is not a type that can be forwarded to")]
    [TestCase("", "'' does not name a pod")]
    [TestCase("pod/", "does not name a pod")]
    [TestCase("service/Web", "does not name a service")]
    [TestCase("pod/a/b", "does not name a pod")]
    [TestCase("pod/..", "does not name a pod")]
    [TestCase("pod/-a", "does not name a pod")]
    [TestCase("a_b", "does not name a pod")]
    [TestCase("a%2fb", "does not name a pod")]
    public void What_names_no_resource_gets_a_sentence(string text, string why) =>
        Assert.That(() => ResourceReference.Parse(text), Throws.TypeOf<ForwardArgumentException>().With.Message.Contains(why));

    [Test]
    public void A_name_that_is_longer_than_names_are_is_refused() =>
        Assert.That(() => ResourceReference.Parse(new string('a', 254)), Throws.TypeOf<ForwardArgumentException>());
}
