using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Kubernetes.Tests.Authentication;

internal sealed class EnvironmentProxyTests
{
    [TestCase("https://cluster:6443", "", "http://proxy:3128/")]
    [TestCase("http://cluster:8080", "", null, Description = "HTTPS_PROXY is for https")]
    [TestCase("https://localhost:6443", "", null)]
    [TestCase("https://127.0.0.1:6443", "", null)]
    [TestCase("https://127.9.9.9:6443", "", null)]
    [TestCase("https://[::1]:6443", "", null)]
    [TestCase("https://cluster:6443", "*", null)]
    [TestCase("https://api.example.com", "example.com", null)]
    [TestCase("https://example.com", "example.com", null)]
    [TestCase("https://example.com", ".example.com", "http://proxy:3128/")]
    [TestCase("https://api.example.com", ".example.com", null)]
    [TestCase("https://api.example.com", "*.example.com", null)]
    [TestCase("https://notexample.com", "example.com", "http://proxy:3128/")]
    [TestCase("https://API.Example.com", " other , EXAMPLE.com ", null)]
    [TestCase("https://cluster:6443", "cluster:6443", null)]
    [TestCase("https://cluster:6443", "cluster:443", "http://proxy:3128/")]
    [TestCase("https://10.1.2.3:6443", "10.0.0.0/8", null)]
    [TestCase("https://11.1.2.3:6443", "10.0.0.0/8", "http://proxy:3128/")]
    [TestCase("https://10.1.2.3:6443", "10.1.2.3", null)]
    [TestCase("https://10.1.2.3:6443", "10.1.2.3:6443", null)]
    [TestCase("https://10.1.2.3:6443", "10.1.2.3:1", "http://proxy:3128/")]
    [TestCase("https://[fd00::5]:6443", "fd00::/8", null)]
    public void The_environment_s_proxy_is_used_by_Go_s_rules(string server, string except, string? proxy)
    {
        var found = EnvironmentProxy.From(Environment(("HTTPS_PROXY", "proxy:3128"), ("NO_PROXY", except)));

        Assert.That(found?.GetProxy(new Uri(server))?.AbsoluteUri, Is.EqualTo(proxy));
    }

    [Test]
    public void A_proxy_s_user_and_password_are_its_credentials()
    {
        var found = EnvironmentProxy.From(Environment(("https_proxy", "http://me:p%40ss@proxy:3128")));

        var address = found!.GetProxy(new Uri("https://cluster"))!;
        var credential = found.Credentials?.GetCredential(address, "Basic");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(address.AbsoluteUri, Is.EqualTo("http://proxy:3128/"), "what messages may repeat");
            Assert.That((credential?.UserName, credential?.Password), Is.EqualTo(("me", "p@ss")));
        }
    }

    [Test]
    public void No_variable_means_no_proxy() => Assert.That(EnvironmentProxy.From(Environment(("NO_PROXY", "x"))), Is.Null);

    private static ProcessEnvironment Environment(params (string Name, string Value)[] variables) =>
        new() { Variables = variables.ToDictionary(v => v.Name, v => v.Value) };
}
