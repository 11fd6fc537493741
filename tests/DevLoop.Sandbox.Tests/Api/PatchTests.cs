using System.Net;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class PatchTests : ApiTest
{
    private const string Json = "application/json-patch+json";
    private const string Merge = "application/merge-patch+json";
    private const string Strategic = "application/strategic-merge-patch+json";

    [TestCase(Json, """[{"op":"add","path":"/metadata/labels/a~1b","value":"c"}]""", "a/b=c app=web")]
    [TestCase(Json, """[{"op":"test","path":"/metadata/labels/app","value":"web"},{"op":"replace","path":"/metadata/labels/app","value":"db"}]""", "app=db")]
    [TestCase(Json, """[{"op":"move","from":"/metadata/labels/app","path":"/metadata/labels/b"}]""", "b=web")]
    [TestCase(Json, """[{"op":"copy","from":"/metadata/labels/app","path":"/metadata/labels/b"}]""", "app=web b=web")]
    [TestCase(Json, """[{"op":"remove","path":"/metadata/labels"}]""", "")]
    [TestCase(Merge, """{"metadata":{"labels":{"app":null,"b":"c"}}}""", "b=c")]
    [TestCase(Merge, """{"metadata":{"labels":null}}""", "")]
    [TestCase(Strategic, """{"metadata":{"labels":{"$patch":"replace","b":"c"}}}""", "b=c")]
    [TestCase(Strategic, """{"metadata":{"labels":{"app":null,"b":"c"}}}""", "b=c")]
    public async Task A_patch_changes_labels(string type, string patch, string expected)
    {
        await CreatePodsAsync("web");
        var patched = await Client.PatchAsync(Pods + "/web", type, patch);
        var labels = (At(patched.Body, "metadata", "labels")?.AsObject() ?? []).Select(l => $"{l.Key}={l.Value}").Order(StringComparer.Ordinal);

        Assert.That((patched.Status, string.Join(' ', labels)), Is.EqualTo((HttpStatusCode.OK, expected)), patched.Message);
    }

    [TestCase("""{"spec":{"ports":[{"port":80,"targetPort":9090}]}}""", "http:80:9090 metrics:81:81")]
    [TestCase("""{"spec":{"ports":[{"port":82,"name":"more"}]}}""", "http:80:8080 metrics:81:81 more:82:82")]
    [TestCase("""{"spec":{"ports":[{"port":80,"$patch":"delete"}]}}""", "metrics:81:81")]
    [TestCase("""{"spec":{"ports":[{"$patch":"replace"},{"port":90,"name":"only"}]}}""", "only:90:90")]
    [TestCase("""{"spec":{"$setElementOrder/ports":[{"port":81},{"port":80}],"ports":[{"port":80,"targetPort":1}]}}""", "metrics:81:81 http:80:1")]
    public async Task A_strategic_patch_merges_lists_by_their_key(string patch, string expected)
    {
        await Client.PostAsync(Services, Service("web", """{"ports":[{"name":"http","port":80,"targetPort":8080},{"name":"metrics","port":81}]}"""));
        var patched = await Client.PatchAsync(Services + "/web", Strategic, patch);
        var ports = At(patched.Body, "spec", "ports")?.AsArray().Select(p => $"{p!["name"]}:{p["port"]}:{p["targetPort"]}") ?? [];

        Assert.That(string.Join(' ', ports), Is.EqualTo(expected), patched.Message);
    }

    [Test]
    public async Task A_strategic_patch_adds_to_and_takes_from_a_set()
    {
        await Client.PostAsync(Pods, """{"metadata":{"name":"web","finalizers":["t.dev/a","t.dev/b"]},"spec":{"containers":[{"name":"a","image":"x"}]}}""");
        var patched = await Client.PatchAsync(Pods + "/web", Strategic,
            """{"metadata":{"$deleteFromPrimitiveList/finalizers":["t.dev/a"],"finalizers":["t.dev/b","t.dev/c"]}}""");

        Assert.That(At(patched.Body, "metadata", "finalizers")!.ToJsonString(), Is.EqualTo("""["t.dev/b","t.dev/c"]"""));
    }

    [TestCase(Json, """{"op":"add"}""", HttpStatusCode.BadRequest, "a list of operations")]
    [TestCase(Json, """[{"op":"add","path":"/metadata/labels/a"}]""", HttpStatusCode.BadRequest, "needs a value")]
    [TestCase(Json, """[{"op":"fly","path":"/a","value":1}]""", HttpStatusCode.BadRequest, "Unexpected kind of operation")]
    [TestCase(Json, """[{"op":"remove","path":"/metadata/nothing"}]""", HttpStatusCode.UnprocessableEntity, "does not exist")]
    [TestCase(Json, """[{"op":"test","path":"/metadata/name","value":"other"}]""", HttpStatusCode.UnprocessableEntity, "testing value /metadata/name failed")]
    [TestCase(Json, """[{"op":"replace","path":"/spec/containers/9/image","value":"x"}]""", HttpStatusCode.UnprocessableEntity, "does not exist")]
    [TestCase(Merge, "[]", HttpStatusCode.BadRequest, "must be an object")]
    [TestCase(Strategic, """{"$patch":"explode"}""", HttpStatusCode.BadRequest, "Unknown $patch directive")]
    [TestCase(Strategic, """{"spec":{"containers":[{"image":"x"}]}}""", HttpStatusCode.BadRequest, "does not contain declared merge key: name")]
    [TestCase(Merge, """{"metadata":{"name":"other"}}""", HttpStatusCode.BadRequest, "does not match the name on the URL")]
    [TestCase("text/plain", "x", HttpStatusCode.UnsupportedMediaType, "application/apply-patch+yaml")]
    public async Task A_patch_that_cannot_be_done_says_why(string type, string patch, HttpStatusCode status, string message)
    {
        await CreatePodsAsync("web");
        var refused = await Client.PatchAsync(Pods + "/web", type, patch);

        Assert.That((refused.Status, refused.Message), Is.EqualTo((status, refused.Message)));
        Assert.That(refused.Message, Does.Contain(message));
    }

    [Test]
    public async Task A_patch_of_what_is_not_there_is_a_404() =>
        Assert.That((await Client.PatchAsync(Pods + "/web", Merge, "{}")).Status, Is.EqualTo(HttpStatusCode.NotFound));

    [Test]
    public async Task A_patch_that_changes_nothing_makes_no_version()
    {
        await CreatePodsAsync("web");
        var before = (await Client.GetAsync(Pods + "/web")).Version;
        var patched = await Client.PatchAsync(Pods + "/web", Merge, """{"metadata":{"labels":{"app":"web"}}}""");

        Assert.That(patched.Version, Is.EqualTo(before));
    }
}
