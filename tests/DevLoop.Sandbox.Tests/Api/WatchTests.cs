using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class WatchTests : ApiTest
{
    protected override int HistoryCapacity => 12;

    [Test]
    public async Task A_watch_from_a_list_tells_what_comes_after()
    {
        await CreatePodsAsync("a");
        var from = (await Client.GetAsync(Pods)).Version;
        await using var watch = await WatchAsync($"resourceVersion={from}");
        await CreatePodsAsync("b");
        await LabelAsync("b", "x", "y");
        await Client.DeleteAsync(Pods + "/b");

        Assert.That(await watch.NextAsync(), Is.EqualTo("ADDED b"));
        Assert.That(await watch.NextAsync(), Is.EqualTo("MODIFIED b"));
        Assert.That(await watch.NextAsync(), Is.EqualTo("DELETED b"));
    }

    [Test]
    public async Task A_watch_without_a_version_begins_with_what_exists()
    {
        await CreatePodsAsync("a", "b");
        await using var watch = await WatchAsync("");

        Assert.That(await watch.NextAsync(), Is.EqualTo("ADDED a"));
        Assert.That(await watch.NextAsync(), Is.EqualTo("ADDED b"));
    }

    [Test]
    public async Task To_a_selector_what_begins_to_match_comes_and_what_ceases_goes()
    {
        await CreatePodsAsync("a");
        await using var watch = await WatchAsync("labelSelector=app%3Dblue&resourceVersion=" + (await Client.GetAsync(Pods)).Version);
        await LabelAsync("a", "app", "blue");
        await LabelAsync("a", "app", "red");

        Assert.That(await watch.NextAsync(), Is.EqualTo("ADDED a"));
        Assert.That(await watch.NextAsync(), Is.EqualTo("DELETED a"));
    }

    [Test]
    public async Task A_version_that_is_forgotten_is_an_error_within_the_stream()
    {
        await CreatePodsAsync("a");
        for (var i = 0; i < 15; i++)
        {
            await LabelAsync("a", "i", $"{i}");
        }

        await using var watch = await WatchAsync("resourceVersion=1");
        var error = await watch.ReadAsync();

        Assert.Multiple(() =>
        {
            Assert.That((string?)error!["type"], Is.EqualTo("ERROR"));
            Assert.That((int?)error["object"]!["code"], Is.EqualTo(410));
            Assert.That((string?)error["object"]!["reason"], Is.EqualTo("Expired"));
            Assert.That((string?)error["object"]!["message"], Does.StartWith("too old resource version: 1 ("));
        });
        Assert.That(await watch.ReadAsync(), Is.Null);
    }

    [Test]
    public async Task Bookmarks_tell_the_version_while_nothing_happens()
    {
        var from = (await Client.GetAsync(Pods)).Version;
        await using var watch = await WatchAsync($"allowWatchBookmarks=true&resourceVersion={from}");
        await Clock.WaitForTimersAsync(2).Within("timers of the watch");
        Clock.Advance(TimeSpan.FromMinutes(1));
        var bookmark = await watch.ReadAsync();

        Assert.That((string?)bookmark!["type"], Is.EqualTo("BOOKMARK"));
        Assert.That((string?)bookmark["object"]!["metadata"]!["resourceVersion"], Is.EqualTo(from));
    }

    [Test]
    public async Task A_watch_ends_after_its_timeout()
    {
        await using var watch = await WatchAsync("timeoutSeconds=5&resourceVersion=" + (await Client.GetAsync(Pods)).Version);
        await Clock.WaitForTimersAsync(1).Within("timer of the watch");
        Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That(await watch.ReadAsync(), Is.Null);
    }

    [Test]
    public async Task A_watch_can_be_of_tables()
    {
        await CreatePodsAsync("web");
        await using var watch = await WatchAsync("", "application/json;as=Table;v=v1;g=meta.k8s.io");
        var change = await watch.ReadAsync();

        Assert.That((string?)At(change!, "object", "rows", "0", "cells", "0"), Is.EqualTo("web"));
    }

    [Test]
    public async Task Initial_events_are_refused_as_with_the_feature_off()
    {
        var refused = await Client.GetAsync(Pods + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(refused.Message, Does.Contain("sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled"));
    }

    [Test]
    public async Task The_end_of_the_cluster_ends_its_watches()
    {
        await using var watch = await WatchAsync("resourceVersion=" + (await Client.GetAsync(Pods)).Version);
        await Cluster.DisposeAsync().AsTask().Within("end of the cluster");

        Assert.That(await watch.ReadAsync(), Is.Null);
    }

    private Task<WatchReader> WatchAsync(string query, string accept = "application/json") => WatchReader.OpenAsync(Client, Pods, query, accept);
}
