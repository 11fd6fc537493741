using System.Net;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class ListTests : ApiTest
{
    protected override int HistoryCapacity => 12;

    [Test]
    public async Task A_list_names_its_kind_once_and_its_items_in_order()
    {
        await CreatePodsAsync("b", "a");
        var list = await Client.GetAsync(Pods);

        Assert.Multiple(() =>
        {
            Assert.That((string?)list.Body["kind"], Is.EqualTo("PodList"));
            Assert.That(list.Names, Is.EqualTo(["a", "b"]));
            Assert.That(At(list.Body, "items", "0", "kind"), Is.Null);
            Assert.That((string?)At(list.Body, "metadata", "resourceVersion"), Is.Not.Empty);
        });
    }

    [Test]
    public async Task All_pages_show_the_state_of_the_first()
    {
        await CreatePodsAsync("a", "b", "c", "d", "e");
        var first = await Client.GetAsync(Pods + "?limit=2");
        await Client.DeleteAsync(Pods + "/c");
        await Client.PostAsync(Pods, Pod("bb"));
        var second = await Client.GetAsync($"{Pods}?limit=2&continue={At(first.Body, "metadata", "continue")}");
        var third = await Client.GetAsync($"{Pods}?limit=2&continue={At(second.Body, "metadata", "continue")}");

        Assert.Multiple(() =>
        {
            Assert.That(first.Names, Is.EqualTo(["a", "b"]));
            Assert.That((int?)At(first.Body, "metadata", "remainingItemCount"), Is.EqualTo(3));
            Assert.That(second.Names, Is.EqualTo(["c", "d"]));
            Assert.That(third.Names, Is.EqualTo(["e"]));
            Assert.That(At(third.Body, "metadata", "continue"), Is.Null);
            Assert.That(third.Version, Is.EqualTo(first.Version));
        });
    }

    [Test]
    public async Task A_page_of_a_state_that_is_forgotten_is_a_410_with_a_way_on()
    {
        await CreatePodsAsync("a", "b", "c");
        var first = await Client.GetAsync(Pods + "?limit=1");
        for (var i = 0; i < 15; i++)
        {
            await LabelAsync("a", "i", $"{i}");
        }

        var expired = await Client.GetAsync($"{Pods}?limit=1&continue={At(first.Body, "metadata", "continue")}");
        Assert.That((expired.Status, expired.Reason), Is.EqualTo((HttpStatusCode.Gone, "Expired")));
        Assert.That(expired.Message, Does.StartWith("The provided continue parameter is too old"));

        var rest = await Client.GetAsync($"{Pods}?continue={At(expired.Body, "metadata", "continue")}");
        Assert.That(rest.Names, Is.EqualTo(["b", "c"]));
    }

    [TestCase("app=web", "a b")]
    [TestCase("app==web,tier=front", "a")]
    [TestCase("app!=web", "c d")]
    [TestCase("app in (web, db)", "a b c")]
    [TestCase("app notin (web)", "c d")]
    [TestCase("tier", "a c")]
    [TestCase("!tier", "b d")]
    [TestCase("size>2", "a")]
    [TestCase("size<2", "b")]
    [TestCase("", "a b c d")]
    public async Task A_label_selector_narrows(string selector, string expected)
    {
        await Client.PostAsync(Pods, Pod("a", """{"app":"web","tier":"front","size":"3"}"""));
        await Client.PostAsync(Pods, Pod("b", """{"app":"web","size":"1"}"""));
        await Client.PostAsync(Pods, Pod("c", """{"app":"db","tier":"back"}"""));
        await Client.PostAsync(Pods, Pod("d", "{}"));
        var list = await Client.GetAsync($"{Pods}?labelSelector={Uri.EscapeDataString(selector)}");

        Assert.That(string.Join(' ', list.Names), Is.EqualTo(expected));
    }

    [TestCase("metadata.name=a", "a")]
    [TestCase("metadata.name!=a", "b")]
    [TestCase("metadata.namespace=default", "a b")]
    [TestCase("status.phase==Pending,spec.nodeName=", "a b")]
    [TestCase("status.phase=Running", "")]
    public async Task A_field_selector_narrows(string selector, string expected)
    {
        await CreatePodsAsync("a", "b");
        var list = await Client.GetAsync($"/api/v1/pods?fieldSelector={Uri.EscapeDataString(selector)}");

        Assert.That(string.Join(' ', list.Names), Is.EqualTo(expected));
    }

    [TestCase("labelSelector=a%20in%20b", "expected: '('")]
    [TestCase("labelSelector=a%20b", "found 'b'")]
    [TestCase("fieldSelector=spec.foo%3D1", "field label not supported: spec.foo")]
    [TestCase("fieldSelector=spec", "can't understand 'spec'")]
    [TestCase("limit=x", "limit must be a number")]
    [TestCase("continue=x", "continue key is not valid")]
    public async Task A_query_that_cannot_be_read_is_a_400(string query, string message)
    {
        var refused = await Client.GetAsync($"{Pods}?{query}");

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(refused.Message, Does.Contain(message));
    }

    [Test]
    public async Task A_list_can_be_of_an_exact_version()
    {
        await CreatePodsAsync("a");
        var version = (await Client.GetAsync(Pods)).Version;
        await CreatePodsAsync("b");
        var exact = await Client.GetAsync($"{Pods}?resourceVersion={version}&resourceVersionMatch=Exact");
        var later = await Client.GetAsync($"{Pods}?resourceVersion={version}&resourceVersionMatch=NotOlderThan");
        var future = await Client.GetAsync($"{Pods}?resourceVersion=100000");
        var nonsense = await Client.GetAsync($"{Pods}?resourceVersionMatch=Exact");

        Assert.Multiple(() =>
        {
            Assert.That(exact.Names, Is.EqualTo(["a"]));
            Assert.That(later.Names, Is.EqualTo(["a", "b"]));
            Assert.That((future.Status, future.Reason), Is.EqualTo((HttpStatusCode.GatewayTimeout, "Timeout")));
            Assert.That(nonsense.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        });
    }

    [Test]
    public async Task A_table_has_the_columns_that_kubectl_prints()
    {
        await CreatePodsAsync("web");
        Clock.Advance(TimeSpan.FromSeconds(90));
        var table = await Client.GetAsync(Pods, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json");

        Assert.Multiple(() =>
        {
            Assert.That((string?)table.Body["kind"], Is.EqualTo("Table"));
            Assert.That(table.Body["columnDefinitions"]!.AsArray().Select(c => (string)c!["name"]!), Is.EqualTo(
                ["Name", "Ready", "Status", "Restarts", "Age", "IP", "Node", "Nominated Node", "Readiness Gates"]));
            Assert.That(At(table.Body, "rows", "0", "cells")!.ToJsonString(), Is.EqualTo(
                """["web","0/1","Pending","0","90s","\u003Cnone\u003E","\u003Cnone\u003E","\u003Cnone\u003E","\u003Cnone\u003E"]"""));
            Assert.That((string?)At(table.Body, "rows", "0", "object", "kind"), Is.EqualTo("PartialObjectMetadata"));
        });
    }

    [Test]
    public async Task Metadata_alone_can_be_asked_for()
    {
        await CreatePodsAsync("web");
        var list = await Client.GetAsync(Pods, "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");

        Assert.That((string?)list.Body["kind"], Is.EqualTo("PartialObjectMetadataList"));
        Assert.That(At(list.Body, "items", "0", "spec"), Is.Null);
    }

    [TestCase("application/vnd.kubernetes.protobuf", HttpStatusCode.NotAcceptable)]
    [TestCase("application/vnd.kubernetes.protobuf,application/json", HttpStatusCode.OK)]
    [TestCase("*/*", HttpStatusCode.OK)]
    public async Task JSON_is_what_there_is(string accept, HttpStatusCode status) =>
        Assert.That((await Client.GetAsync(Pods, accept)).Status, Is.EqualTo(status));
}
