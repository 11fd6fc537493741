using System.Text.Json.Nodes;

namespace DevLoop.EndToEnd.Tests.Kubectl;

internal sealed class WorkloadTests : KubectlTest
{
    private const string CronJob = """
        apiVersion: batch/v1
        kind: CronJob
        metadata:
          name: tick
        spec:
          schedule: "0 0 1 1 *"
          jobTemplate:
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers:
                  - name: app
                    image: devloop.dev/demo:1
                    env:
                    - name: EXIT_AFTER
                      value: 1s
        """;

    private const string Job = """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: once
        spec:
          template:
            spec:
              restartPolicy: Never
              containers:
              - name: app
                image: devloop.dev/demo:1
                env:
                - name: EXIT_AFTER
                  value: 1s
        """;

    [Test]
    public async Task A_deployment_is_rolled_out_scaled_taken_back_and_deleted()
    {
        Assert.That(await KubectlAsync("apply -f -", Workload("Deployment", "replicas: 2")), Is.EqualTo("deployment.apps/web created"));
        await RolledOutAsync("deployment/web");
        Assert.That(await KubectlAsync("apply -f -", Workload("Deployment", "replicas: 2")), Is.EqualTo("deployment.apps/web unchanged"));
        var before = await PodsAsync();

        await KubectlAsync("rollout restart deployment/web");
        await RolledOutAsync("deployment/web");
        await KubectlAsync("wait --for=delete --timeout=30s " + string.Join(' ', before));
        Assert.That(await PodsAsync(), Has.Length.EqualTo(2).And.None.AnyOf(before));

        await KubectlAsync("scale deployment/web --replicas=0");
        await KubectlAsync("wait --for=delete pod -l app=web --timeout=30s");
        Assert.That(await PodsAsync(), Is.Empty);
        await KubectlAsync("scale deployment/web --replicas=2 --current-replicas=0");
        await RolledOutAsync("deployment/web");

        await KubectlAsync("set image deployment/web app=devloop.dev/demo:2");
        await RolledOutAsync("deployment/web");
        Assert.That(await KubectlAsync("rollout history deployment/web"), Does.Contain("3"));
        await KubectlAsync("rollout undo deployment/web");
        await RolledOutAsync("deployment/web");
        Assert.That(await KubectlAsync("get deployment web -o jsonpath={.spec.template.spec.containers[0].image}"), Is.EqualTo("devloop.dev/demo:1"));

        await KubectlAsync("delete deployment web");
        await KubectlAsync("wait --for=delete pod -l app=web --timeout=30s");
        Assert.That(await KubectlAsync("get deployments,replicasets,pods -o name"), Is.Empty);
    }

    [TestCase("StatefulSet", "serviceName: web, replicas: 2", "statefulset")]
    [TestCase("DaemonSet", "minReadySeconds: 0", "daemonset")]
    public async Task A_set_is_rolled_out_restarted_taken_back_and_deleted(string kind, string spec, string name)
    {
        await KubectlAsync("apply -f -", Workload(kind, spec));
        await RolledOutAsync($"{name}/web");
        await KubectlAsync($"set image {name}/web app=devloop.dev/demo:2");
        await RolledOutAsync($"{name}/web");
        Assert.That(await KubectlAsync("get pods -o jsonpath={.items[0].spec.containers[0].image}"), Is.EqualTo("devloop.dev/demo:2"));
        Assert.That((await KubectlAsync($"rollout history {name}/web")).Split('\n'), Has.Length.EqualTo(4));

        await KubectlAsync($"rollout undo {name}/web");
        await RolledOutAsync($"{name}/web");
        Assert.That(await KubectlAsync("get pods -o jsonpath={.items[0].spec.containers[0].image}"), Is.EqualTo("devloop.dev/demo:1"));
        await KubectlAsync($"rollout restart {name}/web");
        await RolledOutAsync($"{name}/web");

        await KubectlAsync($"delete {name} web --cascade=foreground");
        Assert.That(await KubectlAsync("get pods,controllerrevisions -o name"), Is.Empty);
    }

    [Test]
    public async Task The_pods_of_a_statefulset_keep_their_names_and_are_scaled_by_number()
    {
        await KubectlAsync("apply -f -", Workload("StatefulSet", "serviceName: web, replicas: 2"));
        await RolledOutAsync("statefulset/web");
        Assert.That(await PodsAsync(), Is.EqualTo(["pod/web-0", "pod/web-1"]));

        await KubectlAsync("scale statefulset/web --replicas=1");
        await KubectlAsync("wait --for=delete pod/web-1 --timeout=30s");
        Assert.That(await PodsAsync(), Is.EqualTo(["pod/web-0"]));
    }

    [Test]
    public async Task Get_all_lists_every_kind_with_its_columns()
    {
        foreach (var (kind, spec) in ((string, string)[])[("Deployment", "replicas: 0"), ("ReplicaSet", "replicas: 0"), ("StatefulSet", "replicas: 0"), ("DaemonSet", "minReadySeconds: 0")])
        {
            await Cluster.ApplyManifestsAsync(Workload(kind, spec));
        }

        await Cluster.ApplyManifestsAsync($"{Job}\n---\n{CronJob}");
        var all = await KubectlAsync("get all");

        Assert.That(all, Does.Contain("deployment.apps/web").And.Contain("replicaset.apps/web").And.Contain("statefulset.apps/web")
            .And.Contain("daemonset.apps/web").And.Contain("job.batch/once").And.Contain("cronjob.batch/tick"));
        Assert.That(await HeadingAsync("deployments -o wide"), Is.EqualTo("NAME READY UP-TO-DATE AVAILABLE AGE CONTAINERS IMAGES SELECTOR"));
        Assert.That(await HeadingAsync("replicasets"), Is.EqualTo("NAME DESIRED CURRENT READY AGE"));
        Assert.That(await HeadingAsync("statefulsets"), Is.EqualTo("NAME READY AGE"));
        Assert.That(await HeadingAsync("daemonsets"), Is.EqualTo("NAME DESIRED CURRENT READY UP-TO-DATE AVAILABLE NODE SELECTOR AGE"));
        Assert.That(await HeadingAsync("jobs"), Is.EqualTo("NAME STATUS COMPLETIONS DURATION AGE"));
        Assert.That(await HeadingAsync("cronjobs"), Is.EqualTo("NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE"));
    }

    [Test]
    public async Task A_job_completes_and_one_is_made_from_a_cronjob()
    {
        await KubectlAsync("apply -f -", CronJob);
        await KubectlAsync("create job manual --from=cronjob/tick");
        await KubectlAsync("wait --for=condition=complete job/manual --timeout=30s");
        var job = JsonNode.Parse(await KubectlAsync("get job manual -o json"))!;

        Assert.Multiple(() =>
        {
            Assert.That((string?)job["metadata"]!["annotations"]!["cronjob.kubernetes.io/instantiate"], Is.EqualTo("manual"));
            Assert.That((string?)job["metadata"]!["ownerReferences"]![0]!["name"], Is.EqualTo("tick"));
            Assert.That((string?)job["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]![0]!["value"], Is.EqualTo("1s"));
            Assert.That((int?)job["status"]!["succeeded"], Is.EqualTo(1));
        });
        Assert.That(await KubectlAsync("describe job manual"), Does.Contain("Pods Statuses:"));
        await KubectlAsync("delete job manual");
        await KubectlAsync("wait --for=delete pod -l job-name=manual --timeout=30s");
    }

    [Test]
    public async Task A_replicationcontroller_and_a_service_follow_their_pods()
    {
        await KubectlAsync("apply -f -", Workload("ReplicationController", "replicas: 1", "v1"));
        await KubectlAsync("expose rc web --port=80 --target-port=8080");
        await KubectlAsync("wait --for=jsonpath={.status.readyReplicas}=1 rc/web --timeout=30s");
        var address = await KubectlAsync("get pods -o jsonpath={.items[0].status.podIP}");
        await KubectlAsync("wait --for=jsonpath={.endpoints[0].conditions.ready}=true endpointslice -l kubernetes.io/service-name=web --timeout=30s");

        Assert.That(await KubectlAsync("get endpointslices -o jsonpath={.items[0].endpoints[0].addresses[0]}"), Is.EqualTo(address));
        await KubectlAsync("scale rc web --replicas=2");
        await KubectlAsync("wait --for=jsonpath={.status.readyReplicas}=2 rc/web --timeout=30s");
        await KubectlAsync("delete rc web");
        await KubectlAsync("wait --for=delete pod -l app=web --timeout=30s");
    }

    [Test]
    public async Task Objects_are_orphaned_when_the_deletion_says_so()
    {
        await KubectlAsync("apply -f -", Workload("Deployment", "replicas: 1"));
        await RolledOutAsync("deployment/web");
        await KubectlAsync("delete deployment web --cascade=orphan");

        Assert.That(await KubectlAsync("get replicasets -o jsonpath={.items[*].metadata.ownerReferences}"), Is.AnyOf("", "[]"));
        Assert.That(await PodsAsync(), Has.Length.EqualTo(1));
    }

    private static string Workload(string kind, string spec, string apiVersion = "apps/v1") => $$"""
        apiVersion: {{apiVersion}}
        kind: {{kind}}
        metadata:
          name: web
        spec:
          {{spec.Replace(", ", "\n  ", StringComparison.Ordinal)}}
          selector:{{(apiVersion == "v1" ? "" : "\n    matchLabels:")}}
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: app
                image: devloop.dev/demo:1
                readinessProbe:
                  httpGet:
                    path: /healthz
                    port: 8080
                  periodSeconds: 1
        """;

    private Task<string> RolledOutAsync(string name) => KubectlAsync($"rollout status {name} --timeout=30s");

    private async Task<string[]> PodsAsync() =>
        (await KubectlAsync("get pods -l app=web --field-selector status.phase=Running -o name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<string> HeadingAsync(string kinds) => string.Join(' ', (await TableAsync($"get {kinds}"))[0]);
}
