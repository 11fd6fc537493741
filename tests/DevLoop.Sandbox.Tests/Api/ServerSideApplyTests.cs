using System.Net;
using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class ServerSideApplyTests : ApiTest
{
    private const string Web = Services + "/web";

    [Test]
    public async Task An_apply_creates_and_owns_what_it_states()
    {
        var created = await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        var entry = At(created.Body, "metadata", "managedFields", "0");

        Assert.Multiple(() =>
        {
            Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That((string?)entry!["manager"], Is.EqualTo("a"));
            Assert.That((string?)entry["operation"], Is.EqualTo("Apply"));
            Assert.That((string?)entry["fieldsType"], Is.EqualTo("FieldsV1"));
            Assert.That(JsonNode.DeepEquals(entry["fieldsV1"], JsonNode.Parse(
                """{"f:metadata":{"f:labels":{"f:app":{}}},"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}""")),
                entry["fieldsV1"]!.ToJsonString());
        });
    }

    [Test]
    public async Task What_is_no_longer_stated_goes()
    {
        await ApplyAsync("a", """{"ports":[{"port":80,"name":"x"},{"port":81,"name":"y"}]}""", """{"app":"web","old":"yes"}""");
        var applied = await ApplyAsync("a", """{"ports":[{"port":80,"name":"x"}]}""", """{"app":"web"}""");

        Assert.Multiple(() =>
        {
            Assert.That(applied.Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(At(applied.Body, "metadata", "labels")!.ToJsonString(), Is.EqualTo("""{"app":"web"}"""));
            Assert.That(At(applied.Body, "spec", "ports")!.AsArray(), Has.Count.EqualTo(1));
        });
    }

    [Test]
    public async Task What_another_owns_as_well_stays()
    {
        await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        await ApplyAsync("b", null, """{"app":"web"}""");
        var applied = await ApplyAsync("a", """{"ports":[{"port":80}]}""", "{}");

        Assert.That(At(applied.Body, "metadata", "labels")!.ToJsonString(), Is.EqualTo("""{"app":"web"}"""));
    }

    [Test]
    public async Task Writing_the_same_again_changes_nothing_although_its_manager_writes_in_two_ways()
    {
        await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        await LabelAsync();
        var version = (await SetStatusAsync()).Version;

        Assert.That((await LabelAsync()).Version, Is.EqualTo(version));
        Assert.That((await SetStatusAsync()).Version, Is.EqualTo(version));

        Task<ApiAnswer> LabelAsync() => Client.PatchAsync($"{Web}?fieldManager=m", "application/merge-patch+json", """{"metadata":{"labels":{"tier":"front"}}}""");
        Task<ApiAnswer> SetStatusAsync() => Client.PatchAsync(
            $"{Web}/status?fieldManager=m", "application/merge-patch+json", """{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}}""");
    }

    [Test]
    public async Task A_field_of_another_is_a_conflict_that_names_both()
    {
        await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        var refused = await ApplyAsync("b", null, """{"app":"db"}""");

        Assert.Multiple(() =>
        {
            Assert.That((refused.Status, refused.Reason), Is.EqualTo((HttpStatusCode.Conflict, "Conflict")));
            Assert.That(refused.Message, Is.EqualTo("Apply failed with 1 conflict: conflict with \"a\": .metadata.labels.app"));
            Assert.That((string?)At(refused.Body, "details", "causes", "0", "reason"), Is.EqualTo("FieldManagerConflict"));
            Assert.That((string?)At(refused.Body, "details", "causes", "0", "field"), Is.EqualTo(".metadata.labels.app"));
        });
    }

    [Test]
    public async Task A_conflict_with_who_did_not_apply_names_the_version()
    {
        await Client.PostAsync(Services + "?fieldManager=kubectl-create", Service("web", """{"ports":[{"port":80,"targetPort":1}],"selector":{"a":"b"}}"""));
        var refused = await ApplyAsync("b", """{"ports":[{"port":80,"targetPort":2}],"selector":{"a":"c"}}""", "{}");

        Assert.That(refused.Message, Is.EqualTo(
            "Apply failed with 2 conflicts: conflicts with \"kubectl-create\" using v1:\n- .spec.ports[port=80,protocol=\"TCP\"].targetPort\n- .spec.selector"));
    }

    [Test]
    public async Task Force_takes_the_field_over()
    {
        await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        var forced = await ApplyAsync("b", null, """{"app":"db"}""", "&force=true");
        var again = await ApplyAsync("a", """{"ports":[{"port":80}]}""", "{}");

        Assert.Multiple(() =>
        {
            Assert.That(At(forced.Body, "metadata", "labels")!.ToJsonString(), Is.EqualTo("""{"app":"db"}"""));
            Assert.That(At(again.Body, "metadata", "labels")!.ToJsonString(), Is.EqualTo("""{"app":"db"}"""), "it is b's now");
        });
    }

    [Test]
    public async Task A_patch_takes_the_field_over_without_asking()
    {
        await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        await Client.PatchAsync(Web + "?fieldManager=hand", "application/merge-patch+json", """{"metadata":{"labels":{"app":"db"}}}""");
        var refused = await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");

        Assert.That(refused.Message, Is.EqualTo("Apply failed with 1 conflict: conflict with \"hand\" using v1: .metadata.labels.app"));
    }

    [Test]
    public async Task The_same_apply_again_changes_nothing()
    {
        var first = await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await ApplyAsync("a", """{"ports":[{"port":80}]}""", """{"app":"web"}""");

        Assert.That(second.Version, Is.EqualTo(first.Version));
    }

    [Test]
    public async Task The_status_has_owners_of_its_own()
    {
        await CreatePodsAsync("web");
        await Client.PatchAsync(Pods + "/web/status?fieldManager=node", "application/merge-patch+json", """{"status":{"phase":"Running"}}""");
        var entries = At((await Client.GetAsync(Pods + "/web")).Body, "metadata", "managedFields")!.AsArray();
        var node = entries.Single(e => (string?)e!["manager"] == "node");

        Assert.That((string?)node!["subresource"], Is.EqualTo("status"));
        Assert.That(node["fieldsV1"]!.ToJsonString(), Is.EqualTo("""{"f:status":{"f:phase":{}}}"""));
    }

    [Test]
    public async Task YAML_without_a_name_takes_the_one_of_the_path()
    {
        var applied = await Client.ApplyAsync(Pods + "/web?fieldManager=a", "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: app\n    image: x\n");

        Assert.That((applied.Status, applied.Name), Is.EqualTo((HttpStatusCode.Created, "web")));
    }

    [TestCase("", """{"metadata":{"name":"web"}}""", "fieldManager: Required value")]
    [TestCase("?fieldManager=a", """{"metadata":{"name":"other"}}""", "does not match the name on the URL")]
    [TestCase("?fieldManager=a", """{"metadata":{"name":"web","managedFields":[{}]}}""", "managedFields must be nil")]
    [TestCase("?fieldManager=a&fieldValidation=Strict", """{"metadata":{"name":"web"},"spek":1}""", "unknown field \"spek\"")]
    public async Task An_apply_that_cannot_be_done_says_why(string query, string body, string message)
    {
        var refused = await Client.ApplyAsync(Web + query, body);

        Assert.That((int)refused.Status, Is.InRange(400, 499));
        Assert.That(refused.Message, Does.Contain(message));
    }

    private Task<ApiAnswer> ApplyAsync(string manager, string? spec, string labels, string query = "")
    {
        var body = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = "web", ["labels"] = JsonNode.Parse(labels) },
        };
        if (spec is not null)
        {
            body["spec"] = JsonNode.Parse(spec);
        }

        return Client.ApplyAsync($"{Web}?fieldManager={manager}{query}", body.ToJsonString());
    }
}
