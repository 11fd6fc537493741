using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

/// <summary>Loads configurations of memory and shows them as lines.</summary>
internal static class Loading
{
    private static readonly Dictionary<string, string> Variables = new() { ["STAGE"] = "blue", ["EMPTY"] = "" };

    public static ConfigurationRequest Request { get; } = new()
    {
        WorkingDirectory = MemoryFiles.Root,
        Command = "dev",
        KubeContext = "kind-dev",
        Variables = Variables,
    };

    /// <summary>A skaffold.yaml with this below its head.</summary>
    public static PortForwardConfiguration Skaffold(string rest, ConfigurationRequest? request = null) =>
        Text($"apiVersion: skaffold/v4beta13\nkind: Config\n{rest}", request);

    /// <summary>A skaffold.yaml with this text.</summary>
    public static PortForwardConfiguration Text(string text, ConfigurationRequest? request = null) =>
        new ConfigurationLoader(new MemoryFiles { ["skaffold.yaml"] = text }, new ScriptedAddresses()).Load(request ?? Request);

    public static PortForwardConfiguration Load(this MemoryFiles files, ConfigurationRequest? request = null) =>
        new ConfigurationLoader(files, new ScriptedAddresses()).Load(request ?? Request);

    /// <summary>One item of a section, in the fewest words.</summary>
    public static string Item(string name, int port = 80) => $"- {{resourceType: service, resourceName: {name}, port: {port}}}\n";

    /// <summary>Each forward: <c>type/name:port</c>, with <c>ns:</c> before it, <c>@address</c> and <c>>localPort</c> behind it, where it has them.</summary>
    public static IEnumerable<string> Forwards(this PortForwardConfiguration configuration) => configuration.Resources.Select(r =>
        $"{(r.Namespace is null ? "" : r.Namespace + ":")}{r}{(r.Address is null ? "" : "@" + r.Address)}{(r.LocalPort is { } port ? $">{port}" : "")}");

    public static IEnumerable<string> Lines(this PortForwardConfiguration configuration) => configuration.Problems.Select(p => p.ToString());

    /// <summary>The forwards, of a configuration in which nothing is wrong.</summary>
    public static string Good(this PortForwardConfiguration configuration)
    {
        Assert.That(configuration.Lines(), Is.Empty);
        return string.Join(' ', configuration.Forwards());
    }
}
