using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class DeletionTests : ApiTest
{
    [Test]
    public async Task A_pod_that_no_node_runs_goes_at_once()
    {
        await CreatePodsAsync("web");
        var deleted = await Client.DeleteAsync(Pods + "/web");

        Assert.Multiple(async () =>
        {
            Assert.That((string?)deleted.Body["status"], Is.EqualTo("Success"));
            Assert.That((await Client.GetAsync(Pods + "/web")).Status, Is.EqualTo(HttpStatusCode.NotFound));
        });
    }

    [Test]
    public async Task A_pod_on_a_node_has_its_grace_period_to_end_in()
    {
        await CreateOnNodeAsync("web");
        var deleted = await Client.DeleteAsync(Pods + "/web");

        Assert.Multiple(() =>
        {
            Assert.That((string?)At(deleted.Body, "metadata", "deletionTimestamp"), Is.EqualTo("2026-01-01T00:00:30Z"));
            Assert.That((int?)At(deleted.Body, "metadata", "deletionGracePeriodSeconds"), Is.EqualTo(30));
        });
    }

    [Test]
    public async Task A_second_deletion_shortens_the_grace_and_never_lengthens_it()
    {
        await CreateOnNodeAsync("web");
        await Client.DeleteAsync(Pods + "/web", """{"gracePeriodSeconds":10}""");
        var longer = await Client.DeleteAsync(Pods + "/web", """{"gracePeriodSeconds":60}""");
        var shorter = await Client.DeleteAsync(Pods + "/web?gracePeriodSeconds=5");

        Assert.Multiple(() =>
        {
            Assert.That((int?)At(longer.Body, "metadata", "deletionGracePeriodSeconds"), Is.EqualTo(10));
            Assert.That((int?)At(shorter.Body, "metadata", "deletionGracePeriodSeconds"), Is.EqualTo(5));
        });
    }

    [Test]
    public async Task A_forced_deletion_does_not_wait()
    {
        await CreateOnNodeAsync("web");
        await Client.DeleteAsync(Pods + "/web", """{"kind":"DeleteOptions","apiVersion":"v1","gracePeriodSeconds":0,"propagationPolicy":"Background"}""");

        Assert.That((await Client.GetAsync(Pods + "/web")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("""{"preconditions":{"uid":"another"}}""")]
    [TestCase("""{"preconditions":{"resourceVersion":"1"}}""")]
    public async Task A_precondition_that_fails_is_a_409(string body)
    {
        await CreatePodsAsync("web");
        var refused = await Client.DeleteAsync(Pods + "/web", body);

        Assert.That((refused.Status, refused.Reason), Is.EqualTo((HttpStatusCode.Conflict, "Conflict")));
        Assert.That(refused.Message, Does.Contain("in the precondition"));
    }

    [Test]
    public async Task A_finalizer_keeps_the_object_until_it_is_removed()
    {
        await Client.PostAsync(Pods, """{"metadata":{"name":"web","finalizers":["devloop.dev/test"]},"spec":{"containers":[{"name":"a","image":"x"}]}}""");
        var deleted = await Client.DeleteAsync(Pods + "/web");
        Assert.That(At(deleted.Body, "metadata", "deletionTimestamp"), Is.Not.Null);

        await Client.PatchAsync(Pods + "/web", "application/merge-patch+json", """{"metadata":{"finalizers":null}}""");
        Assert.That((await Client.GetAsync(Pods + "/web")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_collection_goes_by_its_selector()
    {
        await CreatePodsAsync("a", "b");
        await Client.PostAsync(Pods, Pod("c", """{"app":"other"}"""));
        var deleted = await Client.DeleteAsync(Pods + "?labelSelector=app%3Dweb");

        Assert.That(deleted.Names, Is.EqualTo(["a", "b"]));
        Assert.That((await Client.GetAsync(Pods)).Names, Is.EqualTo(["c"]));
    }

    [Test]
    public async Task A_namespace_goes_with_all_that_is_in_it()
    {
        await Client.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"extra"}}""");
        await Client.PostAsync("/api/v1/namespaces/extra/pods", Pod("web"));
        using var limit = new CancellationTokenSource(TestLimits.Event, TimeProvider.System);
        var gone = WaitForDeletionAsync("extra", Cluster.Store.ResourceVersion, limit.Token);
        var deleted = await Client.DeleteAsync("/api/v1/namespaces/extra");

        Assert.That((string?)At(deleted.Body, "status", "phase"), Is.EqualTo("Terminating"));
        await gone.Within("end of the namespace");
        Assert.That((await Client.GetAsync("/api/v1/namespaces/extra/pods/web")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task An_eviction_is_a_deletion_with_the_options_that_it_holds()
    {
        await CreateOnNodeAsync("web");
        var wrong = await Client.PostAsync(Pods + "/web/eviction", """{"metadata":{"name":"web"},"deleteOptions":{"preconditions":{"uid":"another"}}}""");
        var evicted = await Client.PostAsync(
            Pods + "/web/eviction", """{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"web"},"deleteOptions":{"gracePeriodSeconds":7}}""");
        var pod = await Client.GetAsync(Pods + "/web");

        Assert.Multiple(() =>
        {
            Assert.That(wrong.Status, Is.EqualTo(HttpStatusCode.Conflict));
            Assert.That((evicted.Status, (string?)evicted.Body["status"]), Is.EqualTo((HttpStatusCode.Created, "Success")));
            Assert.That((int?)At(pod.Body, "metadata", "deletionGracePeriodSeconds"), Is.EqualTo(7));
        });
    }

    [Test]
    public async Task The_default_namespace_stays()
    {
        var refused = await Client.DeleteAsync("/api/v1/namespaces/default");

        Assert.That((refused.Status, refused.Message), Is.EqualTo((HttpStatusCode.Forbidden, "namespaces \"default\" is forbidden: this namespace may not be deleted")));
    }

    private async Task WaitForDeletionAsync(string name, long from, CancellationToken limit)
    {
        await foreach (var change in Cluster.Store.WatchAsync(GroupResource.Namespaces, null, from, limit))
        {
            if (change.Type == StoreEventType.Deleted && change.Object.Name == name)
            {
                return;
            }
        }
    }

    private async Task CreateOnNodeAsync(string name)
    {
        await CreatePodsAsync(name);
        Cluster.Store.Update(GroupResource.Pods, "default", name, pod =>
        {
            pod["spec"]!["nodeName"] = "elsewhere";
            pod["status"] = new JsonObject { ["phase"] = "Running" };
            return pod;
        });
    }
}
