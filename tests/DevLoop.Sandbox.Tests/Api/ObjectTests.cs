using System.Net;
using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Tests.Api;

internal sealed class ObjectTests : ApiTest
{
    [Test]
    public async Task A_new_pod_has_the_defaults_of_Kubernetes()
    {
        var created = await Client.PostAsync(Pods, Pod("web"));

        Assert.Multiple(() =>
        {
            Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That((string?)At(created.Body, "metadata", "namespace"), Is.EqualTo("default"));
            Assert.That((int?)At(created.Body, "metadata", "generation"), Is.EqualTo(1));
            Assert.That((string?)At(created.Body, "metadata", "creationTimestamp"), Is.EqualTo("2026-01-01T00:00:00Z"));
            Assert.That((string?)At(created.Body, "spec", "restartPolicy"), Is.EqualTo("Always"));
            Assert.That((int?)At(created.Body, "spec", "terminationGracePeriodSeconds"), Is.EqualTo(30));
            Assert.That((string?)At(created.Body, "spec", "containers", "0", "imagePullPolicy"), Is.EqualTo("IfNotPresent"));
            Assert.That((string?)At(created.Body, "status", "qosClass"), Is.EqualTo("BestEffort"));
        });
    }

    [Test]
    public async Task A_service_gets_an_address_and_target_ports()
    {
        var created = await Client.PostAsync(Services, Service("web", """{"ports":[{"port":80}],"selector":{"app":"web"}}"""));

        Assert.Multiple(() =>
        {
            Assert.That((string?)At(created.Body, "spec", "clusterIP"), Does.StartWith("10.96."));
            Assert.That((int?)At(created.Body, "spec", "ports", "0", "targetPort"), Is.EqualTo(80));
            Assert.That((string?)At(created.Body, "spec", "ports", "0", "protocol"), Is.EqualTo("TCP"));
            Assert.That((string?)At(created.Body, "spec", "type"), Is.EqualTo("ClusterIP"));
        });
    }

    [Test]
    public async Task A_headless_service_has_no_address_and_a_node_port_service_has_node_ports()
    {
        var headless = await Client.PostAsync(Services, Service("db", """{"clusterIP":"None","selector":{"app":"db"}}"""));
        var nodePort = await Client.PostAsync(Services, Service("np", """{"type":"NodePort","ports":[{"port":80}]}"""));

        Assert.Multiple(() =>
        {
            Assert.That((string?)At(headless.Body, "spec", "clusterIP"), Is.EqualTo("None"));
            Assert.That((int?)At(nodePort.Body, "spec", "ports", "0", "nodePort"), Is.InRange(30000, 32767));
        });
    }

    [Test]
    public async Task YAML_is_as_good_as_JSON()
    {
        var created = await Client.PostAsync(Pods, "metadata:\n  name: web\nspec:\n  containers:\n  - {name: app, image: x, env: [{name: A, value: \"1\"}]}\n", "application/yaml");

        Assert.That(created.Status, Is.EqualTo(HttpStatusCode.Created), created.Message);
    }

    [TestCase("application/vnd.kubernetes.protobuf.other", HttpStatusCode.UnsupportedMediaType)]
    [TestCase("text/html", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_of_an_unknown_type_is_refused(string type, HttpStatusCode status) =>
        Assert.That((await Client.PostAsync(Pods, Pod("web"), type)).Status, Is.EqualTo(status));

    [TestCase("{", "error decoding the body as JSON")]
    [TestCase("""{"metadata":{"name":"a","name":"b"}}""", "error decoding the body as JSON")]
    [TestCase("[]", "must be an object")]
    [TestCase("", "is empty")]
    [TestCase("""{"kind":"Service","apiVersion":"v1","metadata":{"name":"a"}}""", "is unrecognized")]
    public async Task A_body_that_is_no_pod_is_a_400_that_says_why(string body, string message)
    {
        var refused = await Client.PostAsync(Pods, body);

        Assert.That((refused.Status, refused.Reason, refused.Message), Is.EqualTo((HttpStatusCode.BadRequest, "BadRequest", refused.Message)));
        Assert.That(refused.Message, Does.Contain(message));
    }

    [Test]
    public async Task A_body_beyond_3_MiB_is_refused()
    {
        var refused = await Client.PostAsync(Pods, Pod("web", $$"""{"a":"{{new string('x', 3 * 1024 * 1024)}}"}"""));

        Assert.That((refused.Status, refused.Reason), Is.EqualTo((HttpStatusCode.RequestEntityTooLarge, "RequestEntityTooLarge")));
    }

    [TestCase("""{"containers":[]}""", "spec.containers: Required value")]
    [TestCase("""{}""", "spec.containers: Required value")]
    [TestCase("""{"containers":[{"name":"a"}]}""", "spec.containers[0].image: Required value")]
    [TestCase("""{"containers":[{"image":"a"}]}""", "spec.containers[0].name: Required value")]
    [TestCase("""{"containers":[{"name":"a","image":"x"},{"name":"a","image":"x"}]}""", "spec.containers[1].name: Duplicate value: \"a\"")]
    [TestCase("""{"containers":[{"name":"A","image":"x"}]}""", "spec.containers[0].name: Invalid value: \"A\": a lowercase RFC 1123 label")]
    [TestCase("""{"containers":[{"name":"a","image":"x","ports":[{"containerPort":70000}]}]}""", "spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive")]
    [TestCase("""{"containers":[{"name":"a","image":"x","ports":[{"containerPort":1,"protocol":"tcp"}]}]}""", "ports[0].protocol: Unsupported value: \"tcp\"")]
    [TestCase("""{"restartPolicy":"Maybe","containers":[{"name":"a","image":"x"}]}""", "spec.restartPolicy: Unsupported value: \"Maybe\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [TestCase("""{"containers":[{"name":"a","image":"x","readinessProbe":{}}]}""", "readinessProbe: Required value: must specify a handler type")]
    public async Task A_wrong_pod_is_a_422_that_names_the_field(string spec, string message)
    {
        var refused = await Client.PostAsync(Pods, $$"""{"metadata":{"name":"web"},"spec":{{spec}} }""");

        Assert.That((refused.Status, refused.Reason), Is.EqualTo((HttpStatusCode.UnprocessableEntity, "Invalid")));
        Assert.That(refused.Message, Does.StartWith("Pod \"web\" is invalid: ").And.Contain(message));
        Assert.That((string?)At(refused.Body, "details", "causes", "0", "field"), Does.StartWith("spec."));
    }

    [TestCase("""{"ports":[]}""", "spec.ports: Required value")]
    [TestCase("""{"ports":[{"port":0}]}""", "spec.ports[0].port: Invalid value: 0")]
    [TestCase("""{"ports":[{"port":1},{"port":2,"name":"b"}]}""", "spec.ports[0].name: Required value")]
    [TestCase("""{"ports":[{"port":1,"targetPort":"Not_A_Name"}]}""", "spec.ports[0].targetPort: Invalid value: \"Not_A_Name\"")]
    [TestCase("""{"type":"ExternalName"}""", "spec.externalName: Required value")]
    public async Task A_wrong_service_is_a_422_that_names_the_field(string spec, string message)
    {
        var refused = await Client.PostAsync(Services, Service("web", spec));

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(refused.Message, Does.Contain(message));
    }

    [TestCase("Web", "a lowercase RFC 1123 subdomain")]
    [TestCase("", "name or generateName is required")]
    [TestCase("a_b", "a lowercase RFC 1123 subdomain")]
    public async Task A_wrong_name_is_a_422(string name, string message)
    {
        var refused = await Client.PostAsync(Pods, Pod(name));

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
        Assert.That(refused.Message, Does.Contain("metadata.name: ").And.Contain(message));
    }

    [Test]
    public async Task An_unknown_field_is_an_error_a_warning_or_nothing_as_the_client_wishes()
    {
        const string Body = """{"metadata":{"name":"web"},"spec":{"containers":[{"name":"a","image":"x","imag":"y"}],"foo":1}}""";
        var strict = await Client.PostAsync(Pods + "?fieldValidation=Strict&dryRun=All", Body);
        var warned = await Client.PostAsync(Pods + "?fieldValidation=Warn&dryRun=All", Body);
        var ignored = await Client.PostAsync(Pods + "?fieldValidation=Ignore&dryRun=All", Body);

        Assert.Multiple(() =>
        {
            Assert.That(strict.Status, Is.EqualTo(HttpStatusCode.BadRequest));
            Assert.That(strict.Message, Does.Contain("strict decoding error: unknown field \"spec.containers[0].imag\", unknown field \"spec.foo\""));
            Assert.That(warned.Status, Is.EqualTo(HttpStatusCode.Created));
            Assert.That(warned.Warnings, Has.Count.EqualTo(2).And.Some.Contains("spec.foo"));
            Assert.That(ignored.Warnings, Is.Empty);
            Assert.That(At(ignored.Body, "spec", "foo"), Is.Null);
        });
    }

    [Test]
    public async Task A_value_of_the_wrong_type_is_a_400()
    {
        var refused = await Client.PostAsync(Pods, """{"metadata":{"name":"web"},"spec":{"containers":[{"name":"a","image":"x","ports":[{"containerPort":"80"}]}]}}""");

        Assert.That(refused.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(refused.Message, Does.Contain("cannot unmarshal string into field spec.containers[0].ports[0].containerPort"));
    }

    [Test]
    public async Task A_dry_run_keeps_nothing()
    {
        var rehearsed = await Client.PostAsync(Pods + "?dryRun=All", Pod("web"));

        Assert.That(rehearsed.Status, Is.EqualTo(HttpStatusCode.Created));
        Assert.That((await Client.GetAsync(Pods + "/web")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task A_taken_name_is_a_409_and_a_missing_namespace_a_404()
    {
        await CreatePodsAsync("web");
        var taken = await Client.PostAsync(Pods, Pod("web"));
        var homeless = await Client.PostAsync("/api/v1/namespaces/nowhere/pods", Pod("web"));

        Assert.Multiple(() =>
        {
            Assert.That((taken.Status, taken.Reason, taken.Message), Is.EqualTo((HttpStatusCode.Conflict, "AlreadyExists", "pods \"web\" already exists")));
            Assert.That((homeless.Status, homeless.Message), Is.EqualTo((HttpStatusCode.NotFound, "namespaces \"nowhere\" not found")));
        });
    }

    [Test]
    public async Task A_missing_pod_is_a_404_with_the_body_of_a_real_server()
    {
        var missing = await Client.GetAsync(Pods + "/nope");

        Assert.That(JsonNode.DeepEquals(missing.Body, JsonNode.Parse(
            """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"pods \"nope\" not found","reason":"NotFound","details":{"name":"nope","kind":"pods"},"code":404}""")),
            missing.Body.ToJsonString());
    }

    [TestCase("/api/v1/namespaces/default/deployments")]
    [TestCase("/apis/networking.k8s.io/v1/ingresses")]
    [TestCase("/api/v2/pods")]
    [TestCase("/nothing/here")]
    [TestCase("/api/v1/pods/web")]
    [TestCase("/api/v1/namespaces/default/nodes")]
    public async Task An_unknown_path_is_a_404_of_its_own(string path)
    {
        var missing = await Client.GetAsync(path);

        Assert.That((missing.Status, missing.Message), Is.EqualTo((HttpStatusCode.NotFound, "the server could not find the requested resource")));
    }

    [Test]
    public async Task Without_the_token_there_is_a_401_but_health_and_version_are_for_all()
    {
        Client.Http.DefaultRequestHeaders.Authorization = new("Bearer", "wrong");

        Assert.Multiple(async () =>
        {
            Assert.That((await Client.GetAsync(Pods)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That((await Client.GetAsync("/healthz")).Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((string?)(await Client.GetAsync("/version")).Body["major"], Is.EqualTo("1"));
        });
    }

    [Test]
    public async Task A_replacement_of_an_old_version_is_a_409()
    {
        await CreatePodsAsync("web");
        var old = (await Client.GetAsync(Pods + "/web")).Body;
        await Client.PatchAsync(Pods + "/web", "application/merge-patch+json", """{"metadata":{"labels":{"a":"b"}}}""");
        var refused = await Client.PutAsync(Pods + "/web", old.ToJsonString());

        Assert.That((refused.Status, refused.Reason), Is.EqualTo((HttpStatusCode.Conflict, "Conflict")));
        Assert.That(refused.Message, Is.EqualTo(
            "Operation cannot be fulfilled on pods \"web\": the object has been modified; please apply your changes to the latest version and try again"));
    }

    [Test]
    public async Task Of_a_pod_only_the_image_may_change()
    {
        await CreatePodsAsync("web");
        var image = await Client.PatchAsync(Pods + "/web", "application/strategic-merge-patch+json", """{"spec":{"containers":[{"name":"app","image":"other:2"}]}}""");
        var node = await Client.PatchAsync(Pods + "/web", "application/merge-patch+json", """{"spec":{"restartPolicy":"Never"}}""");

        Assert.Multiple(() =>
        {
            Assert.That((int?)At(image.Body, "metadata", "generation"), Is.EqualTo(2));
            Assert.That(node.Status, Is.EqualTo(HttpStatusCode.UnprocessableEntity));
            Assert.That(node.Message, Does.Contain("pod updates may not change fields other than"));
        });
    }

    [Test]
    public async Task The_status_changes_through_its_subresource_alone()
    {
        await CreatePodsAsync("web");
        const string Patch = """{"metadata":{"labels":{"x":"y"}},"spec":{"restartPolicy":"Never"},"status":{"phase":"Running"}}""";
        var status = await Client.PatchAsync(Pods + "/web/status", "application/merge-patch+json", Patch);
        var whole = await Client.PatchAsync(Pods + "/web", "application/merge-patch+json", """{"status":{"phase":"Failed"}}""");

        Assert.Multiple(() =>
        {
            Assert.That((string?)At(status.Body, "status", "phase"), Is.EqualTo("Running"));
            Assert.That((string?)At(status.Body, "spec", "restartPolicy"), Is.EqualTo("Always"));
            Assert.That((string?)At(whole.Body, "status", "phase"), Is.EqualTo("Running"));
        });
    }

    [Test]
    public async Task A_services_address_stays()
    {
        var created = await Client.PostAsync(Services, Service("web", """{"ports":[{"port":80}]}"""));
        var replaced = await Client.PutAsync(Services + "/web", Service("web", """{"ports":[{"port":81}]}"""));
        var refused = await Client.PatchAsync(Services + "/web", "application/merge-patch+json", """{"spec":{"clusterIP":"10.96.9.9"}}""");

        Assert.Multiple(() =>
        {
            Assert.That((string?)At(replaced.Body, "spec", "clusterIP"), Is.EqualTo((string?)At(created.Body, "spec", "clusterIP")));
            Assert.That(refused.Message, Does.Contain("spec.clusterIPs[0]").And.Contain("may not change once set"));
        });
    }

    [Test]
    public async Task An_address_belongs_to_one_service()
    {
        await Client.PostAsync(Services, Service("a", """{"clusterIP":"10.96.7.7","ports":[{"port":80}]}"""));
        var refused = await Client.PostAsync(Services, Service("b", """{"clusterIP":"10.96.7.7","ports":[{"port":80}]}"""));

        Assert.That(refused.Message, Does.Contain("spec.clusterIPs: Invalid value: [\"10.96.7.7\"]").And.Contain("provided IP is already allocated"));
    }

    [Test]
    public async Task The_kubeconfig_is_for_its_owner_alone()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}", "kubeconfig");
        try
        {
            Cluster.WriteKubeconfig(path);
            Cluster.WriteKubeconfig(path);

            Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo(Cluster.Kubeconfig));
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(File.GetUnixFileMode(path), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Test]
    public async Task Manifests_are_applied_and_a_wrong_one_is_named()
    {
        await Cluster.ApplyManifestsAsync($"{Pod("one")}\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: extra\n---\n");

        Assert.Multiple(async () =>
        {
            Assert.That((await Client.GetAsync(Pods + "/one")).Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That((await Client.GetAsync("/api/v1/namespaces/extra")).Status, Is.EqualTo(HttpStatusCode.OK));
            Assert.That(async () => await Cluster.ApplyManifestsAsync("kind: Ingress\napiVersion: networking.k8s.io/v1\nmetadata: {name: web}"), Throws.Exception.With.Message.Contains("no kind \"Ingress\""));
            Assert.That(async () => await Cluster.ApplyManifestsAsync("a: [b"), Throws.Exception.With.Message.StartsWith("line 2, column 1: "));
        });
    }
}
