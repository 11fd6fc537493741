using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class GarbageCollectorTests : WorkloadTest
{
    private const string Sets = Apps + "/replicasets";

    [Test]
    public async Task What_an_object_owns_goes_after_it()
    {
        await StartAsync();
        await Client.DeleteAsync(Sets + "/web");

        await PodsAsync("end of the pods", p => p.Count == 0);
    }

    [Test]
    public async Task In_the_foreground_it_goes_before_it()
    {
        var pod = (await StartAsync())[0];
        Occupy(pod);
        var deleted = await Client.DeleteAsync(Sets + "/web", """{"propagationPolicy":"Foreground"}""");
        Assert.That(deleted.Body["metadata"].Texts("finalizers"), Is.EqualTo(["foregroundDeletion"]));
        await PodsAsync("deletion of the pod", p => p.TrueForAll(o => o.Content.Metadata("deletionTimestamp") is not null));
        Assert.That(Store.Find(GroupResource.ReplicaSets, "default", "web"), Is.Not.Null);

        Remove(Store.Get(GroupResource.Pods, "default", pod.Name));
        await UntilListAsync(GroupResource.ReplicaSets, "end of the owner", s => s.Count == 0);
    }

    [Test]
    public async Task Orphans_stay_without_their_owner()
    {
        await StartAsync();
        await Client.DeleteAsync(Sets + "/web", """{"propagationPolicy":"Orphan"}""");
        await UntilListAsync(GroupResource.ReplicaSets, "end of the owner", s => s.Count == 0);

        Assert.That((await PodsAsync("orphan", p => p.Count == 1)).Select(p => Owner(p)), Is.EqualTo(new string?[] { null }));
    }

    [Test]
    public async Task An_object_with_another_owner_stays_with_that_one()
    {
        await CreatePodsAsync("first", "second");
        var owners = Store.List(GroupResource.Pods).Items.Select(p => new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["name"] = p.Name,
            ["uid"] = p.Uid,
        }).ToArray<JsonNode>();
        await Client.PostAsync(Services, new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "owned", ["ownerReferences"] = new JsonArray(owners) },
            ["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) },
        }.ToJsonString());
        await Client.DeleteAsync(Pods + "/first");
        await Store.UntilAsync("one owner", () =>
            Store.Find(GroupResource.Services, "default", "owned")?.Content is { } content && Owner(content) == "second" ? content : null);
        await Client.DeleteAsync(Pods + "/second");

        await Store.UntilAsync("end of the service", () => Store.Find(GroupResource.Services, "default", "owned") is null ? Store : null);
    }

    private static string? Owner(JsonObject content) =>
        content.Objects("metadata", "ownerReferences").ToList() is [var only] ? only.Text("name") : null;

    private async Task<List<StoredObject>> StartAsync()
    {
        await CreateAsync(Sets, Workload("ReplicaSet", "web", []));
        return await PodsAsync("pod", p => p.Count == 1);
    }

    private void Occupy(StoredObject pod) => Store.Update(GroupResource.Pods, "default", pod.Name, content =>
    {
        content["spec"]!["nodeName"] = "elsewhere";
        return content;
    });
}
