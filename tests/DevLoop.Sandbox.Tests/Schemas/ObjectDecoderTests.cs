using System.Text.Json.Nodes;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Kinds;
using DevLoop.Sandbox.Schemas;
using DevLoop.Sandbox.Storage;

namespace DevLoop.Sandbox.Tests.Schemas;

internal sealed class ObjectDecoderTests
{
    private static readonly KindCatalog Kinds = SandboxKinds.Create(new ObjectStore(TimeProvider.System));

    [TestCase("list-pods.json", "v1", "Pod")]
    [TestCase("list-services.json", "v1", "Service")]
    [TestCase("list-endpointslices.json", "discovery.k8s.io/v1", "EndpointSlice")]
    [TestCase("list-pods-page1.json", "v1", "Pod")]
    [TestCase("list-replicationcontrollers.json", "v1", "ReplicationController")]
    [TestCase("list-deployments.json", "apps/v1", "Deployment")]
    [TestCase("list-replicasets.json", "apps/v1", "ReplicaSet")]
    [TestCase("list-statefulsets.json", "apps/v1", "StatefulSet")]
    [TestCase("list-daemonsets.json", "apps/v1", "DaemonSet")]
    [TestCase("list-jobs.json", "batch/v1", "Job")]
    [TestCase("list-cronjobs.json", "batch/v1", "CronJob")]
    public void Every_field_of_a_real_clusters_objects_is_known(string file, string apiVersion, string kind)
    {
        var list = JsonNode.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", file)))!;
        var items = list["items"]!.AsArray();
        var unknown = items.SelectMany(item => ObjectDecoder.Decode(Kinds.ByObject(apiVersion, kind)!.Schema, item!.AsObject()));

        Assert.That(items, Is.Not.Empty);
        Assert.That(unknown, Is.Empty);
    }

    [TestCase("list-replicationcontrollers.json", "v1", "ReplicationController")]
    [TestCase("list-deployments.json", "apps/v1", "Deployment")]
    [TestCase("list-replicasets.json", "apps/v1", "ReplicaSet")]
    [TestCase("list-statefulsets.json", "apps/v1", "StatefulSet")]
    [TestCase("list-daemonsets.json", "apps/v1", "DaemonSet")]
    [TestCase("list-jobs.json", "batch/v1", "Job")]
    [TestCase("list-cronjobs.json", "batch/v1", "CronJob")]
    public void What_a_real_cluster_stored_is_valid_and_has_nothing_left_to_default(string file, string apiVersion, string kind)
    {
        var type = Kinds.ByObject(apiVersion, kind)!;
        var list = JsonNode.Parse(File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", file)))!;
        Assert.Multiple(() =>
        {
            foreach (var item in list["items"]!.AsArray().Select(i => i!.AsObject()))
            {
                var defaulted = item.DeepClone().AsObject();
                type.Default(defaulted);
                Assert.That(type.Validate(item).Select(e => e.ToString()), Is.Empty);
                Assert.That(defaulted.ToJsonString(), Is.EqualTo(item.ToJsonString()));
            }
        });
    }

    [Test]
    public void Every_kind_has_its_fields_described() =>
        Assert.That(Kinds.All.Select(k => k.Schema.Fields.Select(f => f.Name)), Has.All.Contains("metadata").And.All.Contains("kind"));

    [TestCase("Thing\n  a nothing\n", "No such type: nothing")]
    [TestCase("Thing\n  a\n", "Not a field:   a")]
    public void A_schema_file_that_is_wrong_says_where(string text, string message) =>
        Assert.That(() => SchemaFile.Parse(text), Throws.TypeOf<FormatException>().With.Message.EqualTo(message));
}
