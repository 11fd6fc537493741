using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

internal sealed class ProfileTests
{
    private const string Base = "portForward:\n- {resourceType: service, resourceName: web, port: 80}\n- {resourceType: service, resourceName: db, port: 5432}\n";

    private const string Profiles = """
        profiles:
        - name: replaces
          portForward: [{resourceType: pod, resourceName: a, port: 1}]
        - name: empties
          portForward: []
        - name: patches
          patches: [{op: add, path: /portForward/-, value: {resourceType: pod, resourceName: b, port: 2}}]
        - name: automatic
          activation: [{command: run}, {kubeContext: minikube}, {env: STAGE=blue, command: dev}]
          portForward: [{resourceType: pod, resourceName: c, port: 3}]
        - name: demanding
          requiresAllActivations: true
          activation: [{command: dev}, {kubeContext: minikube}]
          portForward: [{resourceType: pod, resourceName: d, port: 4}]

        """;

    [TestCase("-automatic", "service/web:80 service/db:5432")]
    [TestCase("-automatic replaces", "pod/a:1")]
    [TestCase("-automatic empties", "service/web:80 service/db:5432")]
    [TestCase("-automatic patches", "service/web:80 service/db:5432 pod/b:2")]
    [TestCase("-automatic replaces patches", "pod/a:1 pod/b:2")]
    [TestCase("-automatic patches replaces", "pod/a:1")]
    [TestCase("-automatic patches -patches", "service/web:80 service/db:5432")]
    [TestCase("-automatic -patches patches", "service/web:80 service/db:5432 pod/b:2")]
    [TestCase("-automatic patches patches", "service/web:80 service/db:5432 pod/b:2")]
    [TestCase("", "pod/c:3")]
    [TestCase("replaces", "pod/a:1")]
    [TestCase("patches", "pod/c:3 pod/b:2")]
    public void Named_profiles_apply_in_order_after_those_that_activate_themselves(string named, string forwards) =>
        Assert.That(Loading.Skaffold(Base + Profiles, With(named)).Good(), Is.EqualTo(forwards));

    [TestCase("dev", "kind", "pod/c:3")]
    [TestCase("debug", "kind", "service/web:80 service/db:5432")]
    [TestCase("run", null, "pod/c:3")]
    [TestCase("debug", "minikube", "pod/c:3")]
    [TestCase("dev", "minikube", "pod/d:4")]
    public void A_profile_activates_itself_by_any_or_by_all_of_its_items(string command, string? context, string forwards) =>
        Assert.That(Loading.Skaffold(Base + Profiles, Loading.Request with { Command = command, KubeContext = context }).Good(), Is.EqualTo(forwards));

    [TestCase("replace", "There is no profile 'replace': did you mean 'replaces'?")]
    [TestCase("-patchs", "There is no profile 'patchs': did you mean 'patches'?")]
    [TestCase("zzz", "There is no profile 'zzz': the profiles are replaces, empties, patches, automatic, demanding.")]
    public void A_profile_that_there_is_not_is_an_error(string named, string sentence) =>
        Assert.That(Loading.Skaffold(Base + Profiles, With(named)).Lines().Single(), Is.EqualTo($"skaffold.yaml:1:1: error: {sentence}"));

    [TestCase("- {op: replace, path: /portForward/0/port, value: 81}", "service/web:81 service/db:5432")]
    [TestCase("- {path: /portForward/1/resourceName, value: sql}", "service/web:80 service/sql:5432")]
    [TestCase("- {op: add, path: /portForward/0, value: {resourceType: pod, resourceName: a, port: 1}}", "pod/a:1 service/web:80 service/db:5432")]
    [TestCase("- {op: add, path: /portForward/2, value: {resourceType: pod, resourceName: a, port: 1}}", "service/web:80 service/db:5432 pod/a:1")]
    [TestCase("- {op: add, path: /portForward/0/localPort, value: 8080}", "service/web:80>8080 service/db:5432")]
    [TestCase("- {op: add, path: /portForward, value: [{resourceType: pod, resourceName: a, port: 1}]}", "pod/a:1")]
    [TestCase("- {op: remove, path: /portForward/0}", "service/db:5432")]
    [TestCase("- {op: remove, path: /portForward}", "")]
    [TestCase("- {op: copy, from: /portForward/1/port, path: /portForward/0/localPort}", "service/web:80>5432 service/db:5432")]
    [TestCase("- {op: move, from: /portForward/1, path: /portForward/0}", "service/db:5432")]
    [TestCase("- {op: move, from: /portForward/0, path: /metadata/annotations}", "service/db:5432")]
    [TestCase("- {op: copy, from: /metadata/labels/port, path: /portForward/0/port}", "service/web:7 service/db:5432")]
    [TestCase("- {op: test, path: /portForward/0/port, value: 80}", "service/web:80 service/db:5432")]
    [TestCase("- {op: test, path: /portForward/0, value: {port: 80, resourceName: web, resourceType: service}}", "service/web:80 service/db:5432")]
    [TestCase("- {op: remove, path: /portForward/0}\n  - {path: /portForward/0/port, value: 1}", "service/db:1")]
    [TestCase("- {path: /portForward/resourceName=db/port, value: 1}", "service/web:80 service/db:1")]
    [TestCase("- {op: add, path: /portForward/resourceName=db/localPort, value: 1}", "service/web:80 service/db:5432>1")]
    [TestCase("- {op: remove, path: /portForward/resourceType=service}", "")]
    [TestCase("- {path: /portForward/resourceType=service/namespace, op: add, value: shop}", "shop:service/web:80 shop:service/db:5432")]
    [TestCase("- {path: /build/artifacts/0/image, value: x}\n  - {op: remove, path: /deploy}\n  - {op: add, path: /, value: {}}", "service/web:80 service/db:5432")]
    public void A_patch_changes_the_section(string patches, string forwards) =>
        Assert.That(Patched(patches).Good(), Is.EqualTo(forwards));

    [TestCase("{path: /portForward/2/port, value: 81}", "The patch (replace /portForward/2/port) of profile 'p' does not apply: there is no '/portForward/2/port'.")]
    [TestCase("{path: /portForward/0/localPort, value: 81}", "does not apply: there is no '/portForward/0/localPort'")]
    [TestCase("{path: /portForward/0/port}", "does not apply: it has no value")]
    [TestCase("{op: add, path: /portForward/3, value: {}}", "does not apply: there is no '/portForward/3'")]
    [TestCase("{op: add, path: /portForward/first, value: {}}", "does not apply: there is no '/portForward/first'")]
    [TestCase("{op: add, path: /portForward/0/port/x, value: 1}", "does not apply: there is no '/portForward/0/port/x'")]
    [TestCase("{op: remove, path: /portForward/0/address}", "does not apply: there is no '/portForward/0/address'")]
    [TestCase("{op: test, path: /portForward/0/port, value: 81}", "does not apply: its value is another one")]
    [TestCase("{op: move, path: /portForward/0}", "does not apply: it has no 'from'")]
    [TestCase("{op: copy, from: /portForward/7, path: /portForward/0}", "does not apply: there is no '/portForward/7'")]
    [TestCase("{path: /portForward/resourceName=cache/port, value: 1}", "does not apply: nothing matches '/portForward/resourceName=cache/port'")]
    public void A_patch_that_does_not_apply_is_an_error_at_its_place(string patch, string sentence) =>
        Assert.That(Patched($"- {patch}").Lines().Single(), Does.StartWith("skaffold.yaml:10:5: error: ").And.Contains(sentence));

    [Test]
    public void A_removal_whose_way_is_missing_is_a_warning_as_in_Skaffold()
    {
        var configuration = Patched("- {op: remove, path: /portForward/5/address}");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Lines().Single(), Does.StartWith("skaffold.yaml:10:5: warning: The patch removes nothing"));
            Assert.That(configuration.Resources, Has.Count.EqualTo(2));
        });
    }

    [TestCase("- {op: replce, path: /portForward/0, value: 1}", "10:10: error: There is no patch operation 'replce': did you mean 'replace'?")]
    [TestCase("- {op: add, value: 1}", "10:5: error: This patch has no path")]
    [TestCase("- {path: portForward/0, value: 1}", "10:12: error: The path 'portForward/0' of a patch must begin with '/'")]
    [TestCase("- {path: /portForward/0/port, valu: 1}", "10:33: error: The field 'valu' does not belong in a patch: did you mean 'value'?")]
    public void A_patch_that_makes_no_sense_is_an_error(string patch, string sentence) =>
        Assert.That(Patched(patch).Lines(), Has.Some.StartsWith($"skaffold.yaml:{sentence}"));

    [Test]
    public void A_patch_may_make_whole_what_the_section_leaves_open() => Assert.That(
        Loading.Skaffold(
            "portForward: [{resourceType: pod, resourceName: a}]\nprofiles: [{name: p, patches: [{op: add, path: /portForward/0/port, value: 1}]}]\n", With("p")).Good(),
        Is.EqualTo("pod/a:1"));

    [Test]
    public void What_a_patch_brings_in_is_checked_where_it_stands() => Assert.That(
        Patched("- {path: /portForward/0/port, value: 70000}").Lines().Single(), Does.StartWith("skaffold.yaml:10:40: error: The port '70000'"));

    [Test]
    public void Patches_that_copy_the_section_into_itself_are_stopped()
    {
        var patches = string.Join("\n  ", Enumerable.Range(0, 100).Select(i => $"- {{op: copy, from: /portForward, path: /portForward/0/a{i}}}"));
        Assert.That(Patched(patches).Lines(), Has.Some.Contains("the document would become too large"));
    }

    [Test]
    public void What_is_wrong_in_a_section_that_does_not_apply_is_said_too_but_not_what_it_leaves_open()
    {
        var configuration = Loading.Skaffold(
            "portForward: [{resourceType: pod, prt: 1}]\nprofiles:\n- name: p\n  portForward: [{resourceType: pod, resourceName: a, port: 1}]\n- name: q\n  portForward: [{resourceName: '{{.NOPE}}', port: 0}]\n",
            With("p"));
        Assert.That(configuration.Lines(), Is.EqualTo(
        [
            "skaffold.yaml:3:35: error: The field 'prt' does not belong in a portForward item: did you mean 'port'?",
            "skaffold.yaml:8:51: error: The port '0' is not a number from 1 to 65535.",
        ]));
    }

    [TestCase("- {activation: [{env: STAGE}]}", "'env' must be NAME=PATTERN, not 'STAGE'")]
    [TestCase("- {activation: [{comand: dev}]}", "The field 'comand' does not belong in an activation: did you mean 'command'?")]
    [TestCase("- {portForward: []}", "This profile has no name")]
    [TestCase("- {name: a, requiresAllActivations: maybe}", "'requiresAllActivations' must be true or false, not 'maybe'")]
    [TestCase("- {name: a}\n- {name: a}", "warning: There is another profile 'a' before this one")]
    [TestCase("- a", "Each item of 'profiles' must be a mapping")]
    public void What_is_wrong_in_a_profile_is_said(string profiles, string sentence) =>
        Assert.That(Loading.Skaffold($"profiles:\n{profiles}\n").Lines(), Has.Some.Contains(sentence));

    private static PortForwardConfiguration Patched(string patches) =>
        Loading.Skaffold($"metadata: {{labels: {{port: 7}}}}\n{Base}profiles:\n- name: p\n  patches:\n  {patches}\n", With("p"));

    private static ConfigurationRequest With(string profiles) =>
        Loading.Request with { Profiles = profiles.Split(' ', StringSplitOptions.RemoveEmptyEntries) };
}
