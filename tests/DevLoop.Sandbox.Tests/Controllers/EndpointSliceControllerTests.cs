using System.Text.Json.Nodes;
using DevLoop.Sandbox.Controllers;
using DevLoop.Sandbox.Controllers.EndpointSlices;
using DevLoop.Sandbox.Hosting;
using DevLoop.Sandbox.Json;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Sandbox.Tests.Controllers;

internal sealed class EndpointSliceControllerTests
{
    private readonly ObjectStore _store = new(TimeProvider.System);
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    [SetUp]
    public void Start()
    {
        _store.Create(GroupResource.Namespaces, Object("default", "{}", @namespace: null));
        _running = new EndpointSliceController(new ControllerContext(_store, SandboxKinds.Create(_store), TimeProvider.System, NullLogger.Instance)).RunAsync(_stopping.Token);
    }

    [TearDown]
    public async Task Stop()
    {
        await _stopping.CancelAsync();
        await _running.Within("end of the controller");
        _stopping.Dispose();
    }

    [Test]
    public async Task A_service_without_pods_has_an_empty_slice_of_its_own()
    {
        Service("web", """{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080,"protocol":"TCP"}]}""");
        var slice = await SliceAsync("web", _ => true);

        Assert.Multiple(() =>
        {
            Assert.That(slice.Objects("endpoints"), Is.Empty);
            Assert.That(slice.Metadata("name"), Does.StartWith("web-"));
            Assert.That(slice.Text("metadata", "labels", "kubernetes.io/service-name"), Is.EqualTo("web"));
        });
    }

    [Test]
    public async Task A_pod_is_an_endpoint_ready_when_it_is()
    {
        Service("web", """{"selector":{"app":"web"},"ports":[{"port":80,"targetPort":8080,"protocol":"TCP"}]}""");
        Pod("a", ready: false);
        var before = await SliceAsync("web", s => s.Objects("endpoints").Any());
        Assert.That(before.Objects("endpoints").Single().Flag("conditions", "ready"), Is.False);

        SetReady("a");
        var after = await SliceAsync("web", s => s.Objects("endpoints").Any(e => e.Flag("conditions", "ready") == true));
        Assert.Multiple(() =>
        {
            Assert.That(after.Objects("endpoints").Single().Texts("addresses"), Is.EqualTo(["127.64.0.1"]));
            Assert.That(after.Objects("endpoints").Single().Text("targetRef", "name"), Is.EqualTo("a"));
            Assert.That(after.Objects("ports").Single().Integer("port"), Is.EqualTo(8080));
            Assert.That(after.Metadata("name"), Is.EqualTo(before.Metadata("name")), "the slice stays, its endpoints change");
        });
    }

    [Test]
    public async Task A_named_target_port_is_looked_up_in_the_pod()
    {
        Service("web", """{"selector":{"app":"web"},"ports":[{"name":"http","port":80,"targetPort":"http","protocol":"TCP"}]}""");
        Pod("a", ready: true);

        Assert.That((await SliceAsync("web", s => s.Objects("ports").Any())).Objects("ports").Single().Integer("port"), Is.EqualTo(9090));
    }

    [Test]
    public async Task The_slices_go_with_the_service()
    {
        Service("web", """{"selector":{"app":"web"},"ports":[{"port":80,"protocol":"TCP"}]}""");
        await SliceAsync("web", _ => true);
        _store.Delete(GroupResource.Services, "default", "web");

        await UntilAsync(() => _store.List(GroupResource.EndpointSlices).Items.Count == 0);
        Assert.That(_store.List(GroupResource.EndpointSlices).Items, Is.Empty);
    }

    [Test]
    public async Task A_slice_that_somebody_removed_comes_back()
    {
        Service("web", """{"selector":{"app":"web"},"ports":[{"port":80,"protocol":"TCP"}]}""");
        var first = await SliceAsync("web", _ => true);
        _store.Delete(GroupResource.EndpointSlices, "default", first.Metadata("name")!);

        Assert.That((await SliceAsync("web", _ => true)).Metadata("name"), Is.Not.EqualTo(first.Metadata("name")));
    }

    [Test]
    public async Task A_service_without_a_selector_is_left_to_its_owner()
    {
        Service("manual", """{"ports":[{"port":80,"protocol":"TCP"}]}""");
        Service("web", """{"selector":{"app":"web"},"ports":[{"port":80,"protocol":"TCP"}]}""");
        await SliceAsync("web", _ => true);

        Assert.That(_store.List(GroupResource.EndpointSlices).Items.Select(s => s.Content.Text("metadata", "labels", "kubernetes.io/service-name")), Is.EqualTo(["web"]));
    }

    private static JsonObject Object(string name, string spec, string? @namespace = "default")
    {
        var metadata = new JsonObject { ["name"] = name };
        if (@namespace is not null)
        {
            metadata["namespace"] = @namespace;
        }

        return new JsonObject { ["metadata"] = metadata, ["spec"] = JsonNode.Parse(spec) };
    }

    private void Service(string name, string spec) => _store.Create(GroupResource.Services, Object(name, spec));

    private void Pod(string name, bool ready)
    {
        var pod = Object(name, """{"containers":[{"name":"app","ports":[{"name":"http","containerPort":9090,"protocol":"TCP"}]}]}""");
        pod.EnsureMetadata()["labels"] = new JsonObject { ["app"] = "web" };
        pod["status"] = new JsonObject { ["phase"] = "Running", ["podIP"] = "127.64.0.1", ["conditions"] = Ready(ready) };
        _store.Create(GroupResource.Pods, pod);
    }

    private void SetReady(string name) => _store.Update(GroupResource.Pods, "default", name, pod =>
    {
        pod["status"]!["conditions"] = Ready(true);
        return pod;
    });

    private static JsonArray Ready(bool ready) => [new JsonObject { ["type"] = "Ready", ["status"] = ready ? "True" : "False" }];

    private async Task<JsonObject> SliceAsync(string service, Func<JsonObject, bool> wanted)
    {
        JsonObject? found = null;
        await UntilAsync(() =>
        {
            found = _store.List(GroupResource.EndpointSlices).Items.Select(s => s.Content)
                .FirstOrDefault(s => s.Text("metadata", "labels", "kubernetes.io/service-name") == service && wanted(s));
            return found is not null;
        });
        return found!;
    }

    private async Task UntilAsync(Func<bool> reached)
    {
        using var limit = new CancellationTokenSource(TestLimits.Event, TimeProvider.System);
        var from = _store.ResourceVersion;
        if (reached())
        {
            return;
        }

        await foreach (var _ in _store.WatchAsync(GroupResource.EndpointSlices, null, from, limit.Token))
        {
            if (reached())
            {
                return;
            }
        }
    }
}
