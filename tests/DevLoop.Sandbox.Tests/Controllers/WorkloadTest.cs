using System.Text.Json.Nodes;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;
using DevLoop.Sandbox.Tests.Api;

namespace DevLoop.Sandbox.Tests.Controllers;

/// <summary>A test of controllers in a cluster whose pods do what the test says, and whose time stands still.</summary>
internal abstract class WorkloadTest : ApiTest
{
    protected const string Apps = "/apis/apps/v1/namespaces/default";
    protected const string Batch = "/apis/batch/v1/namespaces/default";

    protected ObjectStore Store => Cluster.Store;

    /// <summary>The manifest of a workload with one container and the label <c>app</c>.</summary>
    protected static JsonObject Workload(string kind, string name, JsonObject spec, string apiVersion = "apps/v1")
    {
        spec.SetDefault("selector", new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } });
        spec["template"] = Template(name);
        return new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = spec };
    }

    protected static JsonObject Template(string app, string restartPolicy = "Always", string image = "devloop.dev/demo:1") => new()
    {
        ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = app } },
        ["spec"] = new JsonObject
        {
            ["restartPolicy"] = restartPolicy,
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = image }),
        },
    };

    protected async Task CreateAsync(string path, JsonObject content)
    {
        var created = await Client.PostAsync(path, content.ToJsonString());
        Assert.That((int)created.Status, Is.EqualTo(201), created.Body.ToJsonString());
    }

    protected async Task MergeAsync(string path, string patch)
    {
        var patched = await Client.PatchAsync(path, "application/merge-patch+json", patch);
        Assert.That((int)patched.Status, Is.EqualTo(200), patched.Body.ToJsonString());
    }

    /// <summary>Waits until the pods, by name, are as expected.</summary>
    protected Task<List<StoredObject>> PodsAsync(string what, Func<List<StoredObject>, bool> expected) =>
        UntilListAsync(GroupResource.Pods, what, expected);

    protected Task<List<StoredObject>> UntilListAsync(GroupResource resource, string what, Func<List<StoredObject>, bool> expected) =>
        Store.UntilAsync(what, () => Store.List(resource, "default").Items.ToList() is var items && expected(items) ? items : null);

    /// <summary>Waits until an object is as expected.</summary>
    protected async Task<JsonObject> UntilAsync(GroupResource resource, string name, string what, Func<JsonObject, bool> expected) =>
        await Store.UntilAsync(what, () => Store.Find(resource, "default", name)?.Content is { } content && expected(content) ? content : null);

    /// <summary>What a node does with a pod that works.</summary>
    protected void Run(StoredObject pod, bool ready = true) => SetStatus(pod, new JsonObject
    {
        ["phase"] = "Running",
        ["conditions"] = new JsonArray(new JsonObject
        {
            ["type"] = "Ready",
            ["status"] = ready ? "True" : "False",
            ["lastTransitionTime"] = ObjectStore.Timestamp(Clock.GetUtcNow()),
        }),
    });

    /// <summary>What a node does with a pod that has ended.</summary>
    protected void End(StoredObject pod, bool well = true) => SetStatus(pod, new JsonObject
    {
        ["phase"] = well ? "Succeeded" : "Failed",
        ["containerStatuses"] = new JsonArray(new JsonObject
        {
            ["name"] = "app",
            ["state"] = new JsonObject { ["terminated"] = new JsonObject { ["exitCode"] = well ? 0 : 1, ["finishedAt"] = ObjectStore.Timestamp(Clock.GetUtcNow()) } },
        }),
    });

    /// <summary>What a node does at last with a pod that was deleted.</summary>
    protected void Remove(StoredObject pod) => Store.Delete(GroupResource.Pods, pod.Namespace, pod.Name, pod.Uid);

    protected static string? Owner(StoredObject stored) => stored.Content.Objects("metadata", "ownerReferences").SingleOrDefault().Text("name");

    protected static string? Label(StoredObject stored, string name) => stored.Content.Text("metadata", "labels", name);

    protected static JsonObject? Condition(JsonObject content, string type) =>
        content.Objects("status", "conditions").FirstOrDefault(c => c.Text("type") == type);

    // A pod that is on no node goes at once when it is deleted, which keeps most tests short.
    private void SetStatus(StoredObject pod, JsonObject status) => Store.Update(GroupResource.Pods, pod.Namespace, pod.Name, content =>
    {
        content["status"] = status;
        return content;
    });
}
