using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

internal sealed class PortForwardItemTests
{
    private const string Web = "resourceType: service, resourceName: web";

    [TestCase("{resourceType: service, resourceName: web, port: 80}", "service/web:80")]
    [TestCase("{resourceType: Deployment, resourceName: web, port: http}", "deployment/web:http")]
    [TestCase("{resourceType: StatefulSet, resourceName: db, port: '5432', localPort: 15432}", "statefulset/db:5432>15432")]
    [TestCase("{resourceType: POD, resourceName: web-0.a, port: 80, namespace: shop, address: 0.0.0.0}", "shop:pod/web-0.a:80@0.0.0.0")]
    [TestCase("{resourceType: container, resourceName: My_app.1, port: 1, address: localhost, localPort: 65535}", "container/My_app.1:1@localhost>65535")]
    [TestCase("{resourceType: cronjob, resourceName: '{{.STAGE}}-job', port: 80, namespace: 'ns-{{ .STAGE }}'}", "ns-blue:cronjob/blue-job:80")]
    [TestCase("{resourceType: job, resourceName: 123, port: 80, namespace: '{{.EMPTY}}'}", "job/123:80")]
    [TestCase("{resourceType: replicaset, resourceName: a, port: 80, namespace: , address: ~, localPort: null}", "replicaset/a:80")]
    [TestCase("{resourceType: daemonset, resourceName: a, port: 80, address: '::1'}", "daemonset/a:80@::1")]
    [TestCase("{resourceType: replicationcontroller, resourceName: a, port: 80, localPort: 22}", "replicationcontroller/a:80>22")]
    [TestCase("{<<: [{resourceType: pod, port: 1}, {resourceName: a, port: 2}], port: 3}", "pod/a:3")]
    public void An_item_is_read_as_Skaffold_reads_it(string item, string forward) =>
        Assert.That(Loading.Skaffold($"portForward: [{item}]").Good(), Is.EqualTo(forward));

    [TestCase("{resourceType: §ingress, resourceName: a, port: 80}", "'ingress' is not a resourceType that can be forwarded to: the types are pod, service, deployment, replicaset")]
    [TestCase("{resourceType: §deploymnt, resourceName: a, port: 80}", "did you mean 'deployment'?")]
    [TestCase("{resourceType: §services, resourceName: a, port: 80}", "did you mean 'service'?")]
    [TestCase("{" + Web + ", port: §0}", "The port '0' is not a number from 1 to 65535")]
    [TestCase("{" + Web + ", port: §70000}", "The port '70000' is not a number from 1 to 65535")]
    [TestCase("{" + Web + ", port: §99999999999999999999}", "is not a number from 1 to 65535")]
    [TestCase("{" + Web + ", port: §-1}", "The port '-1' is neither a number from 1 to 65535 nor the name of a port")]
    [TestCase("{" + Web + ", port: §80.5}", "is neither a number")]
    [TestCase("{" + Web + ", port: §HTTP}", "is neither a number")]
    [TestCase("{" + Web + ", port: §[80]}", "'port' must be a single value, not a list.")]
    [TestCase("{" + Web + ", port: 80, localPort: §0}", "The localPort '0' is not a number from 1 to 65535")]
    [TestCase("{" + Web + ", port: 80, localPort: §http}", "'localPort' must be a number from 1 to 65535, not the text 'http'")]
    [TestCase("{" + Web + ", port: 80, localPort: §'80'}", "'localPort' must be a number")]
    [TestCase("{" + Web + ", port: 80, address: §example.com}", "'example.com' is not an address to listen on")]
    [TestCase("{" + Web + ", port: 80, address: §203.0.113.7}", "This machine has no address 203.0.113.7 to listen on: give one that it has, or localhost.")]
    [TestCase("{" + Web + ", port: 80, §locaPort: 1}", "The field 'locaPort' does not belong in a portForward item: did you mean 'localPort'?")]
    [TestCase("{" + Web + ", port: 80, §wholly: 1}", "its fields are resourceType, resourceName, namespace, port, address, localPort")]
    [TestCase("{" + Web + ", port: 80, §port: 81}", "The field 'port' is there twice")]
    [TestCase("§{" + Web + "}", "This item of 'portForward' has no 'port'.")]
    [TestCase("§{resourceType: pod, port: 80}", "has no 'resourceName'")]
    [TestCase("§{resourceName: a, port: 80}", "has no 'resourceType'")]
    [TestCase("{resourceType: pod, resourceName: §'', port: 80}", "'' is not a name; a name has lower-case letters")]
    [TestCase("{resourceType: pod, resourceName: §Web, port: 80}", "'Web' is not a name")]
    [TestCase("{resourceType: pod, resourceName: §'{{.NOPE}}', port: 80}", "The resourceName cannot be used: the environment variable 'NOPE' is not set.")]
    [TestCase("{resourceType: pod, resourceName: §'{{.A | quote}}', port: 80}", "only {{.NAME}} is")]
    [TestCase("{resourceType: pod, resourceName: a, port: 80, namespace: §A.b}", "The namespace cannot be used: 'A.b' is not a name; give a name of at most 63")]
    [TestCase("{resourceType: pod, resourceName: §{a: b}, port: 80}", "'resourceName' must be a single value, not a mapping")]
    [TestCase("§web", "Each item of 'portForward' must be a mapping of names to values, not text")]
    [TestCase("§~", "Each item of 'portForward' must be a mapping of names to values, not empty")]
    public void What_is_wrong_in_an_item_has_its_place(string item, string sentence)
    {
        var line = $"- {item}";
        var configuration = Loading.Skaffold($"portForward:\n{line.Replace("§", "", StringComparison.Ordinal)}\n{Loading.Item("other")}");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Resources, Is.Empty);
            Assert.That(configuration.Lines().Single(), Does.StartWith($"skaffold.yaml:4:{line.IndexOf('§', StringComparison.Ordinal) + 1}: error: ").And.Contains(sentence));
        });
    }

    [Test]
    public void All_that_is_wrong_is_said_at_once_in_the_order_of_the_text()
    {
        var configuration = Loading.Skaffold(
            """
            portForward:
            - resourceType: servce
              port: 70000
            - resourceName: "{{.NOPE}}"
              adress: here
            """);
        Assert.That(configuration.Problems.Select(p => (p.Place.Line, p.Place.Column)), Is.EqualTo(new (long, long)[] { (4, 3), (4, 17), (5, 9), (6, 3), (6, 3), (6, 17), (7, 3) }));
    }

    [Test]
    public void A_profile_that_is_not_active_may_be_for_another_machine() => Assert.That(
        Loading.Skaffold("profiles: [{name: there, portForward: [{resourceType: pod, resourceName: '{{.THERE}}', port: 1, address: 203.0.113.7}]}]").Good(), Is.Empty);

    [TestCase("portForward: web", "'portForward' must be a list, not text.")]
    [TestCase("portForward: {a: 1}", "'portForward' must be a list, not a mapping.")]
    public void A_section_that_is_no_list_is_refused(string section, string sentence) =>
        Assert.That(Loading.Skaffold(section).Lines().Single(), Is.EqualTo($"skaffold.yaml:3:14: error: {sentence}"));

    [TestCase("portForward:")]
    [TestCase("portForward: []")]
    [TestCase("")]
    public void A_section_may_be_empty_or_missing(string section) => Assert.That(Loading.Skaffold(section).Good(), Is.Empty);

    [Test]
    public void An_exact_repeat_is_left_out_with_a_warning_that_names_both_places()
    {
        var configuration = Loading.Skaffold($"portForward:\n{Loading.Item("a")}{Loading.Item("b")}- {{resourceType: Service, resourceName: a, port: 80, address: 127.0.0.1}}\n");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Lines(), Is.EqualTo(["skaffold.yaml:6:3: warning: This item repeats the one at skaffold.yaml:4:3: leave one out."]));
            Assert.That(configuration.Forwards(), Is.EqualTo(["service/a:80", "service/b:80"]));
        });
    }

    [Test]
    public void Two_local_ports_for_one_target_are_two_forwards()
    {
        const string Target = "resourceType: pod, resourceName: a, port: 80";
        Assert.That(
            Loading.Skaffold($"portForward: [{{{Target}}}, {{{Target}, localPort: 81}}, {{{Target}, localPort: 81, address: '::1'}}]").Good(),
            Is.EqualTo("pod/a:80 pod/a:80>81 pod/a:80@::1>81"));
    }

    [Test]
    public void A_local_port_that_two_items_want_is_a_warning()
    {
        var configuration = Loading.Skaffold(
            "portForward:\n- {resourceType: pod, resourceName: a, port: 80, localPort: 8080}\n- {resourceType: pod, resourceName: b, port: 80, localPort: 8080}\n");
        Assert.Multiple(() =>
        {
            Assert.That(configuration.Lines().Single(), Does.StartWith("skaffold.yaml:5:3: warning: The local port 8080 is wanted at skaffold.yaml:4:3 too"));
            Assert.That(configuration.Resources, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public void Equal_items_in_different_places_are_the_same()
    {
        var first = Loading.Skaffold($"portForward:\n{Loading.Item("a")}").Resources[0];
        var second = Loading.Skaffold($"# moved\nportForward:\n{Loading.Item("a")}").Resources[0];
        Assert.Multiple(() =>
        {
            Assert.That(first, Is.Not.EqualTo(second));
            Assert.That(first.IsSameAs(second));
            Assert.That(first.IsSameAs(second with { LocalPort = 1 }), Is.False);
            Assert.That(first.Type, Is.EqualTo(ResourceType.Service));
        });
    }
}
