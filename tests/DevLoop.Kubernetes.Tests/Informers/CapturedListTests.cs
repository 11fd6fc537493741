using System.Text.Json;
using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Informers;

[TestFixture(typeof(Pod), "list-pods.json")]
[TestFixture(typeof(Service), "list-services.json")]
[TestFixture(typeof(EndpointSlice), "list-endpointslices.json")]
[TestFixture(typeof(Deployment), "list-deployments.json")]
[TestFixture(typeof(ReplicaSet), "list-replicasets.json")]
[TestFixture(typeof(StatefulSet), "list-statefulsets.json")]
[TestFixture(typeof(DaemonSet), "list-daemonsets.json")]
[TestFixture(typeof(ReplicationController), "list-replicationcontrollers.json")]
[TestFixture(typeof(Job), "list-jobs.json")]
[TestFixture(typeof(CronJob), "list-cronjobs.json")]
internal sealed class CapturedListTests<T>(string file)
    where T : class, IResource<T>
{
    [Test]
    public async Task A_real_list_makes_the_view_and_a_second_one_brings_back_only_what_was_missing()
    {
        var list = JsonNode.Parse(Fixture.Text(file))!;
        var items = list["items"]!.AsArray();
        var first = items[0]!;
        var gone = $$"""{"type":"DELETED","object":{{first.ToJsonString()}}}""" + "\n" + Fixture.Text("watch-expired.jsonl");
        var watches = 0;
        await using var server = new ScriptedServer(x => x.Request.Query("watch") is null
            ? x.JsonAsync(list.ToJsonString())
            : ++watches == 1 ? x.JsonAsync(gone) : x.IdleAsync());
        using var cluster = new TestCluster(server.Url);
        await using var informer = new Informer<T>(cluster.Api, new InformerOptions { Namespace = "default" }, InformerScene.AtOnce, cluster.Log, TimeProvider.System);
        var changes = new List<string>();
        var back = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        informer.Subscribe(c =>
        {
            changes.Add($"{c.Type} {c.Resource.Metadata.Name}");
            if (changes.Count == items.Count + 2)
            {
                back.SetResult();
            }
        });
        informer.Start();

        await back.Task.Within("the object that was gone");

        var names = items.Select(i => i!["metadata"]!["name"]!.GetValue<string>()).ToList();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(changes, Is.EqualTo(names.Order(StringComparer.Ordinal).Select(n => $"Added {n}").Append($"Deleted {names[0]}").Append($"Added {names[0]}")));
            Assert.That(informer.View.Select(r => r.Metadata.Name), Is.EquivalentTo(names));
            Assert.That(informer.View, Has.All.Matches<T>(r => r?.Metadata is { Namespace: "default", Uid.Length: 36 }));
            Assert.That(server.Requests[1].Query("resourceVersion"), Is.EqualTo(list["metadata"]!["resourceVersion"]!.GetValue<string>()));
            Assert.That(server.Requests[1].Path, Does.EndWith($"/namespaces/default/{T.Kind.Plural}"));
        }
    }

    [Test]
    public void What_nobody_reads_is_not_kept()
    {
        var list = JsonNode.Parse(Fixture.Text(file))!;
        var metadata = list["items"]![0]!["metadata"]!.AsObject();
        metadata["managedFields"] = new JsonArray(new JsonObject { ["manager"] = "kubelet" });
        metadata["annotations"] = new JsonObject { ["kubectl.kubernetes.io/last-applied-configuration"] = "{}", ["mine"] = "yes" };

        var read = list.Deserialize(T.Kind.ListJson)!.Items[0].Metadata;

        Assert.That(read.Annotations, Is.EquivalentTo(new Dictionary<string, string> { ["mine"] = "yes" }));
    }
}
