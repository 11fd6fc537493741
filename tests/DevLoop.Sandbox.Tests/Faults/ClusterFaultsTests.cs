using System.Net;
using DevLoop.Sandbox.Faults;
using DevLoop.Sandbox.Tests.Api;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Faults;

internal sealed class ClusterFaultsTests : ApiTest
{
    [Test]
    public async Task A_forbidden_verb_is_a_403_in_the_words_of_a_real_cluster_while_the_fault_lasts()
    {
        using (Cluster.Faults.Forbid("list", "pods"))
        {
            var refused = await Client.GetAsync(Pods);
            Assert.Multiple(async () =>
            {
                Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.Forbidden));
                Assert.That(refused.Message, Is.EqualTo("pods is forbidden: User \"devloop-sandbox\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\""));
                Assert.That((string?)refused.Body["details"]!["kind"], Is.EqualTo("pods"));
                Assert.That((await Client.GetAsync("/api/v1/pods")).Message, Does.EndWith("at the cluster scope"));
                Assert.That((await Client.GetAsync(Services)).Status, Is.EqualTo(HttpStatusCode.OK));
            });
        }

        Assert.That((await Client.GetAsync(Pods)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("get", "deployments", "GET", "/apis/apps/v1/namespaces/default/deployments/web")]
    [TestCase("watch", "pods", "GET", "/api/v1/namespaces/default/pods?watch=true")]
    [TestCase("create", "pods", "POST", "/api/v1/namespaces/default/pods")]
    [TestCase("create", "pods/portforward", "POST", "/api/v1/namespaces/default/pods/web/portforward")]
    [TestCase("create", "pods/portforward", "GET", "/api/v1/namespaces/default/pods/web/portforward")]
    [TestCase("patch", "deployments/scale", "PATCH", "/apis/apps/v1/namespaces/default/deployments/web/scale")]
    [TestCase("delete", "services", "DELETE", "/api/v1/namespaces/default/services/web")]
    [TestCase("deletecollection", "services", "DELETE", "/api/v1/namespaces/default/services")]
    [TestCase("get", "namespaces", "GET", "/api/v1/namespaces/default")]
    public async Task Each_verb_is_told_from_the_others(string verb, string resource, string method, string path)
    {
        using var fault = Cluster.Faults.Forbid(verb, resource);
        var forbidden = await Client.SendAsync(method, path, null);

        Assert.That(forbidden.Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That(forbidden.Message, Does.Contain($"cannot {verb} resource \"{resource}\""));
    }

    [Test]
    public async Task A_verb_can_be_forbidden_in_one_namespace()
    {
        using var fault = Cluster.Faults.Forbid("list", "pods", "kube-system");

        Assert.That((await Client.GetAsync("/api/v1/namespaces/kube-system/pods")).Status, Is.EqualTo(HttpStatusCode.Forbidden));
        Assert.That((await Client.GetAsync(Pods)).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("GET", $"{Pods}/web", true)]
    [TestCase("GET", $"{Pods}/other", false)]
    [TestCase("GET", Pods, false)]
    [TestCase("GET", $"{Pods}?fieldSelector=metadata.name%3Dweb", true)]
    [TestCase("GET", $"{Pods}?fieldSelector=metadata.name%3Dother", false)]
    [TestCase("DELETE", $"{Pods}/web", false)]
    [TestCase("GET", Services, true)]
    [TestCase("GET", $"{Services}/web", false)]
    [TestCase("GET", "/apis/apps/v1/namespaces/default/deployments", false)]
    public async Task A_role_allows_what_its_rules_say_and_nothing_else(string method, string path, bool isAllowed)
    {
        using var fault = Cluster.Faults.RestrictTo(
            "rules: [{apiGroups: [''], resources: [pods], resourceNames: [web], verbs: [get, list]}, {apiGroups: ['*'], resources: [services], verbs: [list]}]");

        Assert.That((await Client.SendAsync(method, path, null)).Status == HttpStatusCode.Forbidden, Is.Not.EqualTo(isAllowed));
    }

    [Test]
    public async Task Open_watches_can_be_ended_in_order()
    {
        await using var watch = await WatchAsync();
        Cluster.Faults.EndWatches();

        Assert.That(await watch.ReadAsync(), Is.Null);
    }

    [Test]
    public async Task Open_watches_can_be_broken_off()
    {
        await using var watch = await WatchAsync();
        Cluster.Faults.AbortWatches();

        Assert.That(watch.ReadAsync, Throws.InstanceOf<IOException>());
        Assert.That((await Client.GetAsync(Pods)).Status, Is.EqualTo(HttpStatusCode.OK), "the server goes on");
    }

    [Test]
    public async Task New_watches_can_be_refused_for_a_while()
    {
        using (Cluster.Faults.RefuseWatches())
        {
            Assert.That((await Client.GetAsync(Pods + "?watch=true")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        await using var watch = await WatchAsync();
    }

    [Test]
    public async Task The_next_watch_can_expire_by_its_answer()
    {
        Cluster.Faults.ExpireNextWatch("pods", WatchExpiry.Response);
        var expired = await Client.GetAsync(Pods + "?watch=true");

        Assert.That((expired.Status, expired.Reason), Is.EqualTo((HttpStatusCode.Gone, "Expired")));
        await using var next = await WatchAsync();
    }

    [Test]
    public async Task The_next_watch_can_expire_by_an_event()
    {
        Cluster.Faults.ExpireNextWatch("pods", WatchExpiry.Event);
        await using var watch = await WatchAsync();
        var error = await watch.ReadAsync();

        Assert.That(((string?)error!["type"], (int?)error["object"]!["code"]), Is.EqualTo(("ERROR", 410)));
        Assert.That(await watch.ReadAsync(), Is.Null);
        await CreatePodsAsync("a");
        await using var next = await WatchReader.OpenAsync(Client, Pods, "");
        Assert.That(await next.NextAsync(), Is.EqualTo("ADDED a"));
    }

    [Test]
    public async Task Answers_can_be_slow()
    {
        using var fault = Cluster.Faults.Delay(TimeSpan.FromSeconds(5));
        var answer = Client.GetAsync(Pods);
        await Clock.WaitForTimersAsync(1).Within("delay");
        Assert.That(answer.IsCompleted, Is.False);

        Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.That((await answer.Within("answer")).Status, Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    public async Task Bookmarks_can_be_left_out()
    {
        using var fault = Cluster.Faults.OmitBookmarks();
        await using var watch = await WatchReader.OpenAsync(Client, Pods, "allowWatchBookmarks=true&resourceVersion=" + (await Client.GetAsync(Pods)).Version);
        await Clock.WaitForTimersAsync(2).Within("timers of the watch");
        Clock.Advance(TimeSpan.FromMinutes(1));
        await CreatePodsAsync("a");

        Assert.That(await watch.NextAsync(), Is.EqualTo("ADDED a"));
    }

    [Test]
    public async Task A_new_token_opens_and_the_old_one_does_not()
    {
        Cluster.RotateToken();
        using var renewed = new ApiClient(Cluster);

        Assert.That((await Client.GetAsync(Pods)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That((await renewed.GetAsync(Pods)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(Cluster.Kubeconfig, Does.Contain(Cluster.Token));
    }

    private async Task<WatchReader> WatchAsync() =>
        await WatchReader.OpenAsync(Client, Pods, "resourceVersion=" + (await Client.GetAsync(Pods)).Version);
}
