using System.Net;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class DiscoveryTests : ApiTest
{
    [Test]
    public async Task The_kinds_are_listed_with_names_verbs_and_subresources()
    {
        var list = await Client.GetAsync("/api/v1");
        var pods = list.Body["resources"]!.AsArray().Single(r => (string?)r!["name"] == "pods")!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)list.Body["groupVersion"], Is.EqualTo("v1"));
            Assert.That(list.Body["resources"]!.AsArray().Select(r => (string?)r!["name"]), Does.Contain("pods/portforward").And.Contain("pods/status"));
            Assert.That((string?)At(pods, "shortNames", "0"), Is.EqualTo("po"));
            Assert.That((string?)At(pods, "categories", "0"), Is.EqualTo("all"));
            Assert.That(pods["verbs"]!.AsArray().Select(v => (string?)v), Does.Contain("watch"));
        });
    }

    [Test]
    public async Task A_subresource_of_another_kind_names_its_group()
    {
        var scale = (await Client.GetAsync("/apis/apps/v1")).Body["resources"]!.AsArray().Single(r => (string?)r!["name"] == "deployments/scale")!;
        var eviction = (await Client.GetAsync("/api/v1")).Body["resources"]!.AsArray().Single(r => (string?)r!["name"] == "pods/eviction")!;

        Assert.That(((string?)scale["group"], (string?)scale["version"], (string?)scale["kind"]), Is.EqualTo(("autoscaling", "v1", "Scale")));
        Assert.That(((string?)eviction["group"], (string?)eviction["version"], (string?)eviction["kind"]), Is.EqualTo(("policy", "v1", "Eviction")));
    }

    [Test]
    public async Task Groups_lead_to_their_versions()
    {
        Assert.Multiple(async () =>
        {
            Assert.That((string?)At((await Client.GetAsync("/api")).Body, "versions", "0"), Is.EqualTo("v1"));
            Assert.That((string?)At((await Client.GetAsync("/apis")).Body, "groups", "0", "name"), Is.EqualTo("discovery.k8s.io"));
            Assert.That((string?)At((await Client.GetAsync("/apis/discovery.k8s.io")).Body, "preferredVersion", "groupVersion"), Is.EqualTo("discovery.k8s.io/v1"));
            Assert.That((string?)At((await Client.GetAsync("/apis/discovery.k8s.io/v1")).Body, "resources", "0", "kind"), Is.EqualTo("EndpointSlice"));
            Assert.That((await Client.GetAsync("/apis/nothing")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [Test]
    public async Task One_document_can_hold_all()
    {
        var all = await Client.GetAsync("/api", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");

        Assert.That((string?)all.Body["kind"], Is.EqualTo("APIGroupDiscoveryList"));
        Assert.That((string?)At(all.Body, "items", "0", "versions", "0", "resources", "0", "resource"), Is.EqualTo("namespaces"));
    }

    [Test]
    public async Task The_OpenAPI_documents_say_that_fields_are_checked_here()
    {
        var index = await Client.GetAsync("/openapi/v3");
        var document = await Client.GetAsync((string)At(index.Body, "paths", "api/v1", "serverRelativeURL")!);
        var patch = At(document.Body, "paths", "/api/v1/namespaces/{namespace}/pods/{name}", "patch")!;

        Assert.Multiple(() =>
        {
            Assert.That(patch["parameters"]!.AsArray().Select(p => (string?)p!["name"]), Does.Contain("fieldValidation"));
            Assert.That((string?)At(patch, "x-kubernetes-group-version-kind", "kind"), Is.EqualTo("Pod"));
            Assert.That((string?)At(document.Body, "components", "schemas", "io.k8s.api.core.v1.PodSpec", "properties", "containers", "x-kubernetes-patch-merge-key"), Is.EqualTo("name"));
        });
    }
}
