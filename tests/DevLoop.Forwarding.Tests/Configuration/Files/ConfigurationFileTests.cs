using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

internal sealed class ConfigurationFileTests
{
    private static readonly string Fixtures = Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", "skaffold");

    [TestCase("v1beta13.yaml", "", "service/leeroy-web:8080>9000 pod/debugger:5858")]
    [TestCase("v2beta29.yaml", "", "default:deployment/guestbook:http@0.0.0.0>4503 statefulset/redis:6379")]
    [TestCase("v2beta29.yaml", "staging", "staging:service/guestbook:80>8080")]
    [TestCase("v4beta13.yaml", "", "service/db:5432>5432 service/api:8080 service/frontend:80>4503 container/smtp:25@127.0.0.1>2525")]
    [TestCase("v4beta13.yaml", "debugging", "service/db:5432>5432 service/api:8080 deployment/api:delve>56268 service/frontend:80>4503 container/smtp:25@127.0.0.1>2525")]
    public void A_file_as_people_write_it_loads(string file, string profiles, string forwards)
    {
        var configuration = new ConfigurationLoader(new DiskFiles(), new ScriptedAddresses()).Load(Loading.Request with
        {
            File = file,
            WorkingDirectory = Fixtures,
            KubeContext = null,
            Profiles = profiles.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        });
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Good(), Is.EqualTo(forwards));
            Assert.That(configuration.Files, Is.EqualTo([file]));
        });
    }

    [Test]
    public void The_file_that_is_asked_for_comes_before_devloop_yaml_and_that_before_skaffold_yaml()
    {
        var files = new MemoryFiles();
        Assert.That(files.Load().Lines().Single(), Is.EqualTo(".: error: There is neither devloop.yaml nor skaffold.yaml in this folder: give a file with -f FILE."));
        files["skaffold.yaml"] = Text("skaffold/v2beta29", "skaffold");
        Assert.That(files.Load().Good(), Is.EqualTo("service/skaffold:80"));
        files["devloop.yaml"] = Text("devloop/v1", "devloop");
        Assert.That(files.Load().Good(), Is.EqualTo("service/devloop:80"));
        files["my/own.yaml"] = Text("devloop/v1", "own");
        Assert.That(files.Load(Loading.Request with { File = "my/own.yaml" }).Good(), Is.EqualTo("service/own:80"));
    }

    [Test]
    public void A_file_that_need_not_be_there_is_missed_only_when_it_is_asked_for() => Assert.Multiple(() =>
    {
        var request = Loading.Request with { IsOptional = true };
        Assert.That(new MemoryFiles().Load(request).Good(), Is.Empty);
        Assert.That(new MemoryFiles().Load(request with { File = "none.yaml" }).HasErrors);
    });

    [TestCase("none.yaml", "none.yaml: error: There is no file none.yaml.")]
    [TestCase("my", "my: error: This is a folder: give the configuration file in it.")]
    public void A_file_that_is_asked_for_and_is_none_is_an_error(string file, string line) =>
        Assert.That(new MemoryFiles { ["my/own.yaml"] = "" }.Load(Loading.Request with { File = file }).Lines(), Is.EqualTo([line]));

    [TestCase("", "1:1: error: The file holds no configuration")]
    [TestCase("---\n---\n", "1:1: error: The file holds no configuration")]
    [TestCase("hello", "1:1: error: A configuration must be a mapping with apiVersion and kind, not text")]
    [TestCase("- a", "1:1: error: A configuration must be a mapping with apiVersion and kind, not a list")]
    [TestCase("kind: Config", "1:1: error: This configuration has no apiVersion")]
    [TestCase("apiVersion: apps/v1\nkind: Config", "1:13: error: The apiVersion 'apps/v1' is not known")]
    [TestCase("apiVersion: skaffold/vX\nkind: Config", "1:13: error: The apiVersion 'skaffold/vX' is not known")]
    [TestCase("apiVersion: devloop/v1", "1:1: error: The kind must be Config, and is missing")]
    [TestCase("apiVersion: devloop/v1\nkind: Pod", "2:7: error: The kind must be Config, not 'Pod'")]
    [TestCase("apiVersion: devloop/v1\nkind: Config\nportforward: []", "3:1: error: The field 'portforward' does not belong in a devloop/v1 configuration: did you mean 'portForward'?")]
    [TestCase("apiVersion: devloop/v1\nkind: Config\nprofiles: [{name: a, build: {}}]", "3:22: error: The field 'build' does not belong in a profile")]
    [TestCase("apiVersion: devloop/v1\nkind: Config\nmetadata: {name: [a]}", "3:18: error: 'name' must be a single value, not a list")]
    [TestCase("apiVersion: devloop/v1\nkind: Config\na: b: c", "3:5: error: This is not valid YAML")]
    [TestCase("apiVersion: devloop/v1\nkind: Config\n? [a]\n: b", "3:3: error: This is not valid YAML (a key must be text)")]
    public void A_file_that_is_no_configuration_gets_its_place(string text, string line) =>
        Assert.That(Loading.Text(text).Lines(), Has.Some.StartsWith($"skaffold.yaml:{line}"));

    [Test]
    public void A_file_that_is_broken_in_the_middle_is_checked_up_to_there_and_not_asked_for_the_rest()
    {
        var files = new MemoryFiles
        {
            ["skaffold.yaml"] = $"{Text("devloop/v1", "a").Replace("80", "0", StringComparison.Ordinal)}requires: [{{path: other.yaml, configs: [late]}}]\n",
            ["other.yaml"] = $"{Text("devloop/v1", "b")}---\na: b: c\n",
        };
        Assert.That(files.Load(Loading.Request with { Profiles = ["late"] }).Problems.Select(p => $"{p.Place}"), Is.EqualTo(["other.yaml:6:5", "skaffold.yaml:4:50"]));
    }

    [Test]
    public void Other_sections_of_a_Skaffold_file_are_passed_over_unread() => Assert.That(
        Loading.Skaffold("build: [not, 7, what, ~, {build: is}]\ndeploy: x\ndeploy: y\nmanifests: !odd {<<: 1, a: &a {}, a: *a}\nmystery: true\nprofiles: [{name: p, build: 1, build: 2}]\nportForward: []").Good(),
        Is.Empty);

    [Test]
    public void Anchors_may_stand_in_any_section() => Assert.That(
        Loading.Skaffold($".common: &common {{resourceType: service, port: 80}}\nbuild: &list\n{Loading.Item("a")}portForward:\n- {{<<: *common, resourceName: b}}\nprofiles: [{{name: p, portForward: *list}}]\n").Good(),
        Is.EqualTo("service/b:80"));

    private static IEnumerable<TestCaseData> Unfit()
    {
        yield return new TestCaseData(new byte[5 * 1024 * 1024], "is larger than 4194304 characters").SetArgDisplayNames("too large");
        yield return new TestCaseData(new byte[] { 0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0xc0 }, "is not text in UTF-8").SetArgDisplayNames("a program");
    }

    [TestCaseSource(nameof(Unfit))]
    public void A_file_that_is_no_configuration_at_all_is_an_error_without_a_line(byte[] bytes, string why)
    {
        var folder = Directory.CreateTempSubdirectory("devloop-config-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "devloop.yaml"), bytes);
            var configuration = new ConfigurationLoader(new DiskFiles(), new ScriptedAddresses()).Load(Loading.Request with { WorkingDirectory = folder.FullName });
            Assert.That(configuration.Lines().Single(), Is.EqualTo($"devloop.yaml: error: The file devloop.yaml {why}."));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Errors_are_thrown_together_and_warnings_are_not()
    {
        var wrong = Loading.Skaffold("portForward: [{}]");
        var doubtful = Loading.Skaffold($"portForward:\n{Loading.Item("a")}{Loading.Item("a")}");
        Assert.Multiple(() =>
        {
            Assert.That(wrong.ThrowIfErrors, Throws.TypeOf<ConfigurationException>().With.Message.Contains("3 errors").And.Property("Problems").EqualTo(wrong.Problems));
            Assert.That(doubtful.ThrowIfErrors, Throws.Nothing);
            Assert.That(doubtful.Problems, Is.Not.Empty);
        });
    }

    private static string Text(string version, string service) => $"apiVersion: {version}\nkind: Config\nportForward:\n{Loading.Item(service)}";
}
