using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

internal sealed class RequirementTests
{
    private const string Head = "apiVersion: skaffold/v4beta13\nkind: Config\n";
    private readonly MemoryFiles _files = new();

    [Test]
    public void What_is_required_comes_first_from_a_file_a_folder_and_a_document_of_the_same_file()
    {
        _files["skaffold.yaml"] = Named("app", "web", "requires: [{path: db}, {path: ../devloop-no-such-folder/cache/my.yaml}, {configs: [extra]}]\n") + "---\n" + Named("extra", "extra");
        _files["db/skaffold.yaml"] = Named("db", "db", "requires: [{path: ./deep/skaffold.yaml}]\n");
        _files["db/deep/skaffold.yaml"] = Named("deep", "deep");
        _files["cache/my.yaml"] = Named("cache", "cache");
        var configuration = _files.Load();
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Good(), Is.EqualTo("service/deep:80 service/db:80 service/cache:80 service/extra:80 service/web:80"));
            Assert.That(configuration.Files, Is.EqualTo(["skaffold.yaml", "db/skaffold.yaml", "db/deep/skaffold.yaml", "cache/my.yaml"]));
        });
    }

    [Test]
    public void Configs_picks_documents_by_their_names()
    {
        _files["skaffold.yaml"] = $"{Head}requires: [{{path: other, configs: [b]}}]\n";
        _files["other/skaffold.yaml"] = $"{Named("a", "a")}---\n{Named("b", "b")}";
        Assert.That(_files.Load().Good(), Is.EqualTo("service/b:80"));
    }

    [Test]
    public void A_file_that_several_require_is_read_once_and_counts_once()
    {
        _files["skaffold.yaml"] = $"{Head}requires: [{{path: a}}, {{path: b}}, {{path: a/../shared}}]\n";
        _files["a/skaffold.yaml"] = Named("a", "a", "requires: [{path: ../shared}]\n");
        _files["b/skaffold.yaml"] = Named("b", "b", "requires: [{path: ../shared/skaffold.yaml}]\n");
        _files["shared/skaffold.yaml"] = Named("shared", "shared");
        Assert.Multiple(() =>
        {
            Assert.That(_files.Load().Good(), Is.EqualTo("service/shared:80 service/a:80 service/b:80"));
            Assert.That(_files.Reads.Values, Is.All.EqualTo(1));
        });
    }

    [TestCase("", "", "service/base:80")]
    [TestCase("mine", "", "pod/one:1")]
    [TestCase("", "{name: one}", "pod/one:1")]
    [TestCase("", "{name: one, activatedBy: [mine]}", "service/base:80")]
    [TestCase("mine", "{name: one, activatedBy: [other, mine]}", "pod/one:1")]
    [TestCase("one", "", "pod/one:1")]
    [TestCase("-one", "{name: one}", "service/base:80")]
    public void A_required_document_s_profiles_are_activated_by_its_requirer_and_by_the_command_line(string named, string active, string forwards)
    {
        var always = named == "mine" && active.Length == 0 ? "{name: one, activatedBy: [mine]}" : active;
        _files["skaffold.yaml"] = $"{Head}requires: [{{path: db, activeProfiles: [{always}]}}]\nprofiles: [{{name: mine}}, {{name: other}}]\n";
        _files["db/skaffold.yaml"] = Named("db", "base", "profiles: [{name: one, portForward: [{resourceType: pod, resourceName: one, port: 1}]}]\n");
        Assert.That(_files.Load(Loading.Request with { Profiles = named.Split(' ', StringSplitOptions.RemoveEmptyEntries) }).Good(), Is.EqualTo(forwards));
    }

    [TestCase("- path: nowhere", "skaffold.yaml:4:9: error: There is no file nowhere.")]
    [TestCase("- path: empty/none.yaml", "skaffold.yaml:4:9: error: There is no file empty/none.yaml.")]
    [TestCase("- {path: db, configs: [bd]}", "skaffold.yaml:4:24: error: There is no configuration named 'bd' in the required file: did you mean 'db'?")]
    [TestCase("- {path: db, config: [db]}", "skaffold.yaml:4:14: error: The field 'config' does not belong in an item of 'requires': did you mean 'configs'?")]
    [TestCase("- {path: db, activeProfiles: [{name: nine}]}", "skaffold.yaml:4:38: warning: What is required has no profile 'nine': its profiles are one")]
    [TestCase("- {path: db, activeProfiles: [{activatedBy: [a]}]}", "skaffold.yaml:4:31: error: This item of 'activeProfiles' names no profile")]
    [TestCase("- git: {repo: x}", "skaffold.yaml:4:3: warning: What is required from another machine is not followed")]
    [TestCase("- googleCloudStorage: {source: x}", "skaffold.yaml:4:3: warning: What is required from another machine is not followed")]
    [TestCase("- path: loop", "loop/skaffold.yaml:3:19: error: This requires what requires it, in a circle: the configuration at skaffold.yaml:1:1 → the configuration at loop/skaffold.yaml:1:1 → the configuration at skaffold.yaml:1:1.")]
    [TestCase("- {}", "skaffold.yaml:4:3: error: This requires what requires it, in a circle")]
    [TestCase("- {path: db, activeProfiles: [{name: one}]}\n- path: db", "skaffold.yaml:5:9: error: 'db' is required with the profiles () here, and with (one) elsewhere")]
    [TestCase("- path: db\n- path: again", "again/skaffold.yaml:3:18: error: The name 'db' is that of the configuration at db/skaffold.yaml:1:1 too")]
    [TestCase("- path: broken", "broken/skaffold.yaml:1:6: error: This is not valid YAML")]
    public void What_is_wrong_with_a_requirement_has_its_place(string requirement, string line)
    {
        _files["skaffold.yaml"] = $"{Head}requires:\n{requirement}\n";
        _files["db/skaffold.yaml"] = Named("db", "db", "profiles: [{name: one}]\n");
        _files["again/skaffold.yaml"] = Named("db", "db");
        _files["loop/skaffold.yaml"] = $"{Head}requires: [{{path: ..}}]\n";
        _files["broken/skaffold.yaml"] = "a: [b}: c";
        _files["empty/skaffold.yaml"] = "";
        Assert.That(_files.Load().Lines(), Has.Some.StartsWith(line));
    }

    [Test]
    public void A_chain_of_requirements_ends_at_its_bound()
    {
        _files["skaffold.yaml"] = string.Join("---\n", Enumerable.Range(0, 150).Select(i => $"{Head}metadata: {{name: c{i}}}\nrequires: [{{configs: [c{i + 1}]}}]\n"));
        Assert.That(_files.Load().Lines(), Has.Some.Contains("more than 100 times"));
    }

    [Test]
    public void What_is_looked_for_and_missing_is_depended_on()
    {
        _files["skaffold.yaml"] = $"{Head}requires: [{{path: later.yaml}}]\n";
        Assert.That(_files.Load().Dependencies.Select(f => Path.GetRelativePath(MemoryFiles.Root, f)), Is.EquivalentTo(["devloop.yaml", "skaffold.yaml", "later.yaml"]));
    }

    private static string Named(string name, string service, string rest = "") =>
        $"{Head}metadata: {{name: {name}}}\n{rest}portForward:\n{Loading.Item(service)}";
}
