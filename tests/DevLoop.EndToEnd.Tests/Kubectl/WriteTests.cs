namespace DevLoop.EndToEnd.Tests.Kubectl;

internal sealed class WriteTests : KubectlTest
{
    [Test]
    public async Task Create_makes_a_pod_once()
    {
        Assert.That(await KubectlAsync("create -f -", Pod("web")), Is.EqualTo("pod/web created"));
        Assert.That(await RefusedAsync("create -f -", Pod("web")), Does.Contain("(AlreadyExists)").And.Contain("pods \"web\" already exists"));
    }

    [Test]
    public async Task A_field_that_does_not_exist_is_an_error_with_its_path()
    {
        var wrong = Pod("web").Replace("image:", "imag:", StringComparison.Ordinal);

        Assert.That(await RefusedAsync("create -f -", wrong), Does.Contain("unknown field").And.Contain("imag"));
    }

    [Test]
    public async Task Apply_creates_changes_and_leaves_alone()
    {
        Assert.That(await KubectlAsync("apply -f -", Service), Is.EqualTo("service/web created"));
        Assert.That(await KubectlAsync("apply -f -", Service), Is.EqualTo("service/web unchanged"));
        Assert.That(await KubectlAsync("apply -f -", Service.Replace("port: 80", "port: 81", StringComparison.Ordinal)), Is.EqualTo("service/web configured"));
        Assert.That(await KubectlAsync("get service web -o jsonpath={.spec.ports[*].port}"), Is.EqualTo("81"));
    }

    [Test]
    public async Task Apply_takes_away_what_the_manifest_no_longer_has()
    {
        await KubectlAsync("apply -f -", Service.Replace("    app: web\nspec", "    app: web\n    old: yes-it-is\nspec", StringComparison.Ordinal));
        Assert.That(await KubectlAsync("get service web -o jsonpath={.metadata.labels.old}"), Is.EqualTo("yes-it-is"));
        await KubectlAsync("apply -f -", Service);
        Assert.That(await KubectlAsync("get service web -o jsonpath={.metadata.labels.old}"), Is.Empty);
    }

    [Test]
    public async Task Server_side_apply_tells_a_conflict_and_can_be_forced()
    {
        await KubectlAsync("apply --server-side -f -", Service);
        var other = Service.Replace("targetPort: http", "targetPort: 9090", StringComparison.Ordinal);
        var refused = await RefusedAsync("apply --server-side --field-manager=other -f -", other);
        await KubectlAsync("apply --server-side --field-manager=other --force-conflicts -f -", other);

        Assert.That(refused, Does.Contain("conflict with \"kubectl\": .spec.ports[port=80,protocol=\"TCP\"].targetPort"));
        Assert.That(await KubectlAsync("get service web -o jsonpath={.spec.ports[0].targetPort}"), Is.EqualTo("9090"));
    }

    [TestCase("strategic", """{"metadata":{"labels":{"x":"y"}},"spec":{"ports":[{"port":80,"targetPort":1}]}}""")]
    [TestCase("merge", """{"metadata":{"labels":{"x":"y"}},"spec":{"ports":[{"name":"http","port":80,"targetPort":1}]}}""")]
    [TestCase("json", """[{"op":"add","path":"/metadata/labels/x","value":"y"},{"op":"replace","path":"/spec/ports/0/targetPort","value":1}]""")]
    public async Task Patch_in_each_of_its_types(string type, string patch)
    {
        await Cluster.ApplyManifestsAsync(Service);
        var patched = await KubectlAsync($"patch service web --type={type} -p {patch}");

        Assert.That(patched, Is.EqualTo("service/web patched"));
        Assert.That(await KubectlAsync("get service web -o jsonpath={.metadata.labels.x}{.spec.ports[0].name}{.spec.ports[0].targetPort}"), Is.EqualTo("yhttp1"));
    }

    [Test]
    public async Task Label_and_annotate_set_and_remove()
    {
        await Cluster.ApplyManifestsAsync(Pod("web"));
        Assert.That(await KubectlAsync("label pod web tier=front"), Is.EqualTo("pod/web labeled"));
        Assert.That(await KubectlAsync("get pods -l tier=front -o name"), Is.EqualTo("pod/web"));
        Assert.That(await KubectlAsync("label pod web tier-"), Does.StartWith("pod/web "));
        Assert.That(await KubectlAsync("get pods -l tier -o name"), Is.Empty);
        Assert.That(await KubectlAsync("annotate pod web note=hello"), Does.StartWith("pod/web annotate"));
        Assert.That(await KubectlAsync("get pod web -o jsonpath={.metadata.annotations.note}"), Is.EqualTo("hello"));
    }

    [Test]
    public async Task Replace_keeps_the_address_of_a_service()
    {
        await Cluster.ApplyManifestsAsync(Service);
        var before = await KubectlAsync("get service web -o jsonpath={.spec.clusterIP}");
        await KubectlAsync("replace -f -", Service.Replace("port: 80", "port: 81", StringComparison.Ordinal));

        Assert.That(await KubectlAsync("get service web -o jsonpath={.spec.clusterIP}/{.spec.ports[0].port}"), Is.EqualTo($"{before}/81"));
    }

    [Test]
    public async Task Delete_waits_until_the_pod_is_gone()
    {
        await Cluster.ApplyManifestsAsync(Pod("web"));
        Assert.That(await KubectlAsync("delete pod web"), Does.StartWith("pod \"web\" deleted"));
        Assert.That(await RefusedAsync("get pod web"), Does.Contain("NotFound"));
        Assert.That(await KubectlAsync("delete pod web --ignore-not-found"), Is.Empty);
    }

    [Test]
    public async Task Delete_takes_a_selector_and_a_manifest()
    {
        await Cluster.ApplyManifestsAsync($"{Pod("a")}\n---\n{Pod("b")}\n---\n{Service}");
        await KubectlAsync("delete pods -l app=web --force --grace-period=0");
        await KubectlAsync("delete -f -", Service);

        Assert.That(await KubectlAsync("get pods,services -o name"), Is.Empty);
    }

    [Test]
    public async Task A_namespace_is_made_used_and_taken_away()
    {
        await KubectlAsync("create -f -", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: team\n");
        await KubectlAsync("create namespace other");
        await KubectlAsync("-n team apply -f -", Service);
        Assert.That(await KubectlAsync("-n team get services -o name"), Is.EqualTo("service/web"));
        await KubectlAsync("delete namespace team other");
        Assert.That(await RefusedAsync("get namespace team"), Does.Contain("NotFound"));
    }

    [Test]
    public async Task A_dry_run_on_the_server_keeps_nothing()
    {
        Assert.That(await KubectlAsync("apply --dry-run=server -f -", Service), Is.EqualTo("service/web created (server dry run)"));
        Assert.That(await KubectlAsync("get services -o name"), Is.Empty);
    }

    [Test]
    public async Task A_service_is_made_by_the_commands_for_it()
    {
        await Cluster.ApplyManifestsAsync(Pod("web"));
        await KubectlAsync("expose pod web --port=80 --target-port=8080 --name=exposed");
        await KubectlAsync("create service clusterip made --tcp=81:8081");

        Assert.That(await KubectlAsync("get services -o jsonpath={.items[*].spec.ports[0].targetPort}"), Is.EqualTo("8080 8081"));
    }
}
