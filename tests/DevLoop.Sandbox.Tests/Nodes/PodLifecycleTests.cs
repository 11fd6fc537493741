using System.Diagnostics;
using System.Text.Json.Nodes;
using DevLoop.Sandbox.Nodes;
using DevLoop.Sandbox.Storage;
using DevLoop.Sandbox.Tests.Programs;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Nodes;

[TestFixture]
internal sealed class PodLifecycleTests
{
    private RunningNode _node = null!;

    [SetUp]
    public async Task StartNode() => _node = await RunningNode.StartAsync();

    [TearDown]
    public async Task StopNode() => await _node.DisposeAsync();

    [Test]
    public async Task A_pod_is_scheduled_started_and_ready_with_an_address()
    {
        _node.CreatePod("web-1");

        var pod = await _node.WaitForReadyAsync("web-1");

        Assert.That((string?)pod["spec"]!["nodeName"], Is.EqualTo(SandboxNode.Name));
        Assert.That((string?)pod["status"]!["phase"], Is.EqualTo("Running"));
        Assert.That((string?)pod["status"]!["podIP"], Does.StartWith("127."));
        Assert.That((string?)pod["status"]!["startTime"], Is.EqualTo("2026-01-01T00:00:00Z"));
        Assert.That(
            pod["status"]!["conditions"]!.AsArray().Select(c => $"{c!["type"]}={c["status"]}"),
            Is.EquivalentTo(["PodReadyToStartContainers=True", "Initialized=True", "Ready=True", "ContainersReady=True", "PodScheduled=True"]));
        var container = RunningNode.Container(pod);
        Assert.That((string?)container["containerID"], Does.Match("^devloop://[0-9a-f]{64}$"));
        Assert.That((bool)container["started"]! && (bool)container["ready"]!, Is.True);
    }

    [Test]
    public async Task A_condition_keeps_its_transition_time_until_it_changes()
    {
        _node.CreatePod("web-1", (_, container) => container["readinessProbe"] = Get("/ready"));
        await _node.WaitForAsync("web-1", "start", RunningNode.IsRunning);
        await _node.Clock.WaitForTimersAsync(1).Within("period of the probe");

        _node.Prober.Set("/ready", healthy: true);
        _node.Clock.Advance(TimeSpan.FromSeconds(10));
        var pod = await _node.WaitForReadyAsync("web-1");

        var times = pod["status"]!["conditions"]!.AsArray().ToDictionary(c => (string)c!["type"]!, c => (string)c!["lastTransitionTime"]!, StringComparer.Ordinal);
        Assert.That(times["Ready"], Is.EqualTo("2026-01-01T00:00:10Z"));
        Assert.That(times["Initialized"], Is.EqualTo("2026-01-01T00:00:00Z"));
    }

    [Test]
    public async Task An_image_that_the_sandbox_does_not_have_cannot_be_pulled()
    {
        _node.CreatePod("web-1", (_, container) => container["image"] = "nginx:1.27");

        var pod = await _node.WaitForAsync("web-1", "failed pull", p => RunningNode.Waiting(p) == "ErrImagePull");
        Assert.That((string?)RunningNode.Container(pod)["state"]!["waiting"]!["message"], Does.Contain("nginx:1.27").And.Contains("devloop.dev/demo"));
        Assert.That((string?)pod["status"]!["phase"], Is.EqualTo("Pending"));

        await _node.Clock.WaitForTimersAsync(1).Within("pause");
        _node.Clock.Advance(TimeSpan.FromSeconds(2));
        pod = await _node.WaitForAsync("web-1", "back-off", p => RunningNode.Waiting(p) == "ImagePullBackOff");
        Assert.That((string?)RunningNode.Container(pod)["state"]!["waiting"]!["message"], Is.EqualTo("Back-off pulling image \"nginx:1.27\""));
    }

    [Test]
    public async Task A_container_that_crashes_again_and_again_is_started_at_once_and_then_later_and_later()
    {
        _node.CreatePod("web-1", (_, container) => container["env"] = Env("CRASH_AFTER", "5s"));
        await _node.WaitForReadyAsync("web-1");
        await _node.Clock.WaitForTimersAsync(1).Within("timer of the crash");

        _node.Clock.Advance(TimeSpan.FromSeconds(5));
        var pod = await _node.WaitForAsync("web-1", "restart", p => RunningNode.Restarts(p) == 1 && RunningNode.IsRunning(p));
        Assert.That((int)RunningNode.Container(pod)["lastState"]!["terminated"]!["exitCode"]!, Is.EqualTo(1));

        await _node.Clock.WaitForTimersAsync(1).Within("timer of the crash");
        _node.Clock.Advance(TimeSpan.FromSeconds(5));
        pod = await _node.WaitForAsync("web-1", "back-off", p => RunningNode.Waiting(p) == "CrashLoopBackOff");
        Assert.That(
            (string?)RunningNode.Container(pod)["state"]!["waiting"]!["message"],
            Does.StartWith("back-off 10s restarting failed container=app pod=web-1_default("));
        Assert.That(RunningNode.Condition(pod, "Ready"), Is.EqualTo("False"));
        Assert.That((string?)pod["status"]!["phase"], Is.EqualTo("Running"));

        await _node.Clock.WaitForTimersAsync(1).Within("back-off");
        _node.Clock.Advance(TimeSpan.FromSeconds(10));
        await _node.WaitForAsync("web-1", "second restart", p => RunningNode.Restarts(p) == 2 && RunningNode.IsRunning(p));
    }

    [Test]
    public async Task A_container_that_ends_during_a_probe_is_started_again()
    {
        _node.CreatePod("web-1", (_, container) =>
        {
            container["env"] = Env("CRASH_AFTER", "5s");
            container["readinessProbe"] = Get(ScriptedProber.Hanging);
        });
        await _node.WaitForAsync("web-1", "start", RunningNode.IsRunning);
        await _node.Clock.WaitForTimersAsync(2).Within("timers of the crash and of the probe");

        _node.Clock.Advance(TimeSpan.FromSeconds(5));
        await _node.WaitForAsync("web-1", "restart", p => RunningNode.Restarts(p) == 1 && RunningNode.IsRunning(p));
    }

    [TestCase("Never", "EXIT_AFTER", "Succeeded")]
    [TestCase("Never", "CRASH_AFTER", "Failed")]
    [TestCase("OnFailure", "EXIT_AFTER", "Succeeded")]
    public async Task A_pod_that_does_not_restart_ends_in_its_last_phase_and_stays(string policy, string variable, string phase)
    {
        _node.CreatePod("job-1", (spec, container) =>
        {
            spec["restartPolicy"] = policy;
            container["env"] = Env(variable, "5s");
        });
        await _node.WaitForReadyAsync("job-1");
        await _node.Clock.WaitForTimersAsync(1).Within("timer of the exit");

        _node.Clock.Advance(TimeSpan.FromSeconds(5));
        await _node.WaitForAsync("job-1", "end", p => (string?)p["status"]!["phase"] == phase && RunningNode.Condition(p, "Ready") == "False");

        _node.DeletePod("job-1", 30);
        await _node.WaitForRemovalAsync("job-1");
    }

    [Test]
    public async Task Readiness_follows_its_probe()
    {
        _node.CreatePod("web-1", (_, container) => container["readinessProbe"] = Get("/ready", ("failureThreshold", 2)));
        var pod = await _node.WaitForAsync("web-1", "start", RunningNode.IsRunning);
        Assert.That(RunningNode.Condition(pod, "Ready"), Is.EqualTo("False"));
        await _node.WaitForEventAsync("Readiness probe failed: HTTP probe failed with statuscode: 503", count: 1);

        _node.Prober.Set("/ready", healthy: true);
        _node.Clock.Advance(TimeSpan.FromSeconds(10));
        await _node.WaitForReadyAsync("web-1");

        _node.Prober.Set("/ready", healthy: false);
        _node.Clock.Advance(TimeSpan.FromSeconds(10));
        await _node.WaitForEventAsync("Readiness probe failed: HTTP probe failed with statuscode: 503", count: 2);
        Assert.That(RunningNode.Condition(_node.Store.Get(GroupResource.Pods, "default", "web-1").Content, "Ready"), Is.EqualTo("True"));
        _node.Clock.Advance(TimeSpan.FromSeconds(10));
        await _node.WaitForAsync("web-1", "unreadiness", p => RunningNode.Condition(p, "Ready") == "False");
    }

    [Test]
    public async Task A_failing_liveness_probe_restarts_the_container()
    {
        _node.Prober.Set("/live", healthy: true);
        _node.CreatePod("web-1", (_, container) => container["livenessProbe"] = Get("/live", ("failureThreshold", 1)));
        await _node.WaitForReadyAsync("web-1");
        await _node.Clock.WaitForTimersAsync(1).Within("period of the probe");

        _node.Prober.Set("/live", healthy: false);
        _node.Clock.Advance(TimeSpan.FromSeconds(10));

        await _node.WaitForAsync("web-1", "restart", p => RunningNode.Restarts(p) == 1);
        Assert.That(_node.Events().Select(e => (string?)e["message"]), Has.Some.EqualTo("Container app failed liveness probe, will be restarted"));
    }

    [Test]
    public async Task A_startup_probe_holds_readiness_back()
    {
        _node.Prober.Set("/ready", healthy: true);
        _node.CreatePod("web-1", (_, container) =>
        {
            container["startupProbe"] = Get("/started", ("periodSeconds", 1), ("failureThreshold", 30));
            container["readinessProbe"] = Get("/ready");
        });
        var pod = await _node.WaitForAsync("web-1", "start", RunningNode.IsRunning);
        Assert.That((bool)RunningNode.Container(pod)["started"]!, Is.False);
        await _node.Clock.WaitForTimersAsync(1).Within("period of the probe");

        _node.Prober.Set("/started", healthy: true);
        _node.Clock.Advance(TimeSpan.FromSeconds(1));

        await _node.WaitForReadyAsync("web-1");
    }

    [Test]
    public async Task A_pod_without_open_connections_goes_as_soon_as_it_is_deleted()
    {
        _node.CreatePod("web-1");
        await _node.WaitForReadyAsync("web-1");

        var ending = _node.WaitForAsync("web-1", "end", p => (string?)p["status"]!["phase"] == "Succeeded");

        _node.DeletePod("web-1", graceSeconds: 30);

        var last = await ending;
        Assert.That((int)RunningNode.Container(last)["state"]!["terminated"]!["exitCode"]!, Is.Zero);
        await _node.WaitForRemovalAsync("web-1");
    }

    [Test]
    public async Task An_open_connection_keeps_a_deleted_pod_until_its_grace_ends()
    {
        _node.CreatePod("web-1");
        await _node.WaitForReadyAsync("web-1");
        using var connection = await _node.ConnectAsync("web-1", 7000);
        await connection.SendTextAsync("a");
        await connection.ReadExactlyAsync(1);

        _node.DeletePod("web-1", graceSeconds: 5);
        await _node.Clock.WaitForTimersAsync(1).Within("grace");
        _node.Clock.Advance(TimeSpan.FromSeconds(4));
        await connection.SendTextAsync("b");
        Assert.That(await connection.ReadExactlyAsync(1), Is.EqualTo("b"u8.ToArray()));

        var ending = _node.WaitForAsync("web-1", "end", p => (string?)p["status"]!["phase"] == "Failed");
        _node.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(await connection.HasEndedAsync(), Is.True);
        var last = await ending;
        Assert.That((int)RunningNode.Container(last)["state"]!["terminated"]!["exitCode"]!, Is.EqualTo(137));
        await _node.WaitForRemovalAsync("web-1");
    }

    [Test]
    public async Task A_second_deletion_can_shorten_the_grace()
    {
        _node.CreatePod("web-1");
        await _node.WaitForReadyAsync("web-1");
        using var connection = await _node.ConnectAsync("web-1", 7001);
        _node.DeletePod("web-1", graceSeconds: 3600);
        await _node.Clock.WaitForTimersAsync(1).Within("grace");

        _node.DeletePod("web-1", graceSeconds: 0);

        Assert.That(await connection.HasEndedAsync(), Is.True);
        await _node.WaitForRemovalAsync("web-1");
    }

    [Test]
    public async Task A_pod_with_finalizers_stays_until_they_are_gone()
    {
        _node.CreatePod("web-1");
        await _node.WaitForReadyAsync("web-1");
        _node.Store.Update(GroupResource.Pods, "default", "web-1", pod =>
        {
            pod["metadata"]!["finalizers"] = new JsonArray("example.com/wait");
            return pod;
        });

        _node.DeletePod("web-1", graceSeconds: 30);

        await _node.WaitForAsync("web-1", "end", p => (int?)p["metadata"]!["deletionGracePeriodSeconds"] == 0);
        var changed = _node.Store.Update(GroupResource.Pods, "default", "web-1", pod =>
        {
            pod["metadata"]!["labels"]!["later"] = "change";
            return pod;
        });

        // What comes after the change is proof that the node has seen it, and started nothing.
        _node.CreatePod("web-2");
        await _node.WaitForReadyAsync("web-2");
        var pod = _node.Store.Get(GroupResource.Pods, "default", "web-1");
        Assert.That(pod.ResourceVersion, Is.EqualTo(changed.ResourceVersion));
        Assert.That((string?)pod.Content["status"]!["phase"], Is.EqualTo("Succeeded"));
        Assert.That(_node.Node.FindSandbox(pod), Is.Null);
    }

    [Test]
    public async Task A_pod_that_is_gone_is_not_started_again()
    {
        _node.CreatePod("web-1");
        await _node.WaitForReadyAsync("web-1");
        _node.DeletePod("web-1", graceSeconds: 30);
        await _node.WaitForRemovalAsync("web-1");

        // The node has seen everything about the first pod once it runs the second.
        _node.CreatePod("web-2");
        await _node.WaitForReadyAsync("web-2");

        Assert.That(
            _node.Events().Count(e => (string?)e["involvedObject"]!["name"] == "web-1" && (string?)e["reason"] == "Started"),
            Is.EqualTo(1));
        Assert.That(_node.Events().Where(e => (string?)e["reason"] == "Started").Sum(e => (int)e["count"]!), Is.EqualTo(2));
    }

    [Test]
    public async Task A_force_deleted_pod_ends_at_once_and_makes_room_for_the_next_of_its_name()
    {
        _node.CreatePod("web-1");
        await _node.WaitForReadyAsync("web-1");
        using var connection = await _node.ConnectAsync("web-1", 7001);

        _node.Store.Delete(GroupResource.Pods, "default", "web-1");
        _node.CreatePod("web-1");

        Assert.That(await connection.HasEndedAsync(), Is.True);
        await _node.WaitForReadyAsync("web-1");
        using var next = await _node.ConnectAsync("web-1", 7000);
    }

    [Test]
    public async Task Init_containers_run_one_after_the_other_before_the_containers_and_sidecars_beside_them()
    {
        _node.CreatePod("web-1", (spec, _) => spec["initContainers"] = new JsonArray(
            InitContainer("sidecar", new JsonArray(Variable("HTTP_PORT", "8081"), Variable("ECHO_PORT", "7100"), Variable("SOURCE_PORT", "7101"), Variable("SINK_PORT", "7102")), restartPolicy: "Always"),
            InitContainer("migrate", new JsonArray(Variable("EXIT_AFTER", "5s"), Variable("HTTP_PORT", "8082"), Variable("ECHO_PORT", "7200"), Variable("SOURCE_PORT", "7201"), Variable("SINK_PORT", "7202")))));
        var pod = await _node.WaitForAsync(
            "web-1", "init containers", p => p["status"]?["initContainerStatuses"]?[1]?["state"]?["running"] is not null);
        Assert.That(RunningNode.Waiting(pod), Is.EqualTo("PodInitializing"));
        Assert.That((string?)pod["status"]!["phase"], Is.EqualTo("Pending"));
        await _node.Clock.WaitForTimersAsync(1).Within("timer of the exit");

        _node.Clock.Advance(TimeSpan.FromSeconds(5));

        pod = await _node.WaitForReadyAsync("web-1");
        Assert.That(pod["status"]!["initContainerStatuses"]![0]!["state"]!["running"], Is.Not.Null);
        Assert.That((string?)pod["status"]!["initContainerStatuses"]![1]!["state"]!["terminated"]!["reason"], Is.EqualTo("Completed"));
        using var connection = await _node.ConnectAsync("web-1", 8081);
    }

    [Test]
    public async Task A_variable_can_hold_a_field_of_the_pod()
    {
        _node.CreatePod("web-1", (_, container) => container["env"] = new JsonArray(new JsonObject
        {
            ["name"] = "VERSION",
            ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.labels['app']" } },
        }));
        await _node.WaitForReadyAsync("web-1");
        using var connection = await _node.ConnectAsync("web-1", 8080);

        await connection.SendTextAsync("GET / HTTP/1.0\r\n\r\n");

        Assert.That(System.Text.Encoding.ASCII.GetString(await connection.ReadToEndAsync()), Does.EndWith("web-1 web\n"));
    }

    [Test]
    public async Task A_variable_from_a_source_that_is_not_there_is_a_configuration_error()
    {
        _node.CreatePod("web-1", (_, container) => container["env"] = new JsonArray(new JsonObject
        {
            ["name"] = "PASSWORD",
            ["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = "db", ["key"] = "password" } },
        }));

        var pod = await _node.WaitForAsync("web-1", "configuration error", p => RunningNode.Waiting(p) == "CreateContainerConfigError");

        Assert.That((string?)RunningNode.Container(pod)["state"]!["waiting"]!["message"], Does.StartWith("env PASSWORD: the sandbox has no values from secretKeyRef"));
    }

    [Test]
    public async Task Two_hundred_pods_are_ready_in_a_few_seconds()
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 200; i++)
        {
            _node.CreatePod($"web-{i}");
        }

        for (var i = 0; i < 200; i++)
        {
            await _node.WaitForReadyAsync($"web-{i}");
        }

        Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(20)));
    }

    private static JsonObject Get(string path, params (string Field, int Value)[] settings)
    {
        var probe = new JsonObject { ["httpGet"] = new JsonObject { ["path"] = path, ["port"] = 8080 } };
        foreach (var (field, value) in settings)
        {
            probe[field] = value;
        }

        return probe;
    }

    private static JsonArray Env(string name, string value) => new(Variable(name, value));

    private static JsonObject Variable(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonObject InitContainer(string name, JsonArray environment, string? restartPolicy = null)
    {
        var container = new JsonObject { ["name"] = name, ["image"] = "devloop.dev/demo", ["env"] = environment };
        if (restartPolicy is not null)
        {
            container["restartPolicy"] = restartPolicy;
        }

        return container;
    }
}
