using DevLoop.Kubernetes.Yaml;
using DevLoop.Sandbox.Hosting;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevLoop.Cli.Hosting;

/// <summary>Tells a kubeconfig that a sandbox has written from everybody else's.</summary>
internal static class SandboxKubeconfigCheck
{
    private static readonly string[] Lists = ["clusters", "users", "contexts"];

    /// <summary>Whether the sandbox's is all there is: one cluster, one user, one context, by its name. An empty text is nobody's.</summary>
    public static bool IsOfSandbox(string kubeconfig)
    {
        if (string.IsNullOrWhiteSpace(kubeconfig))
        {
            return true;
        }

        try
        {
            var yaml = new YamlStream();
            yaml.Load(new BoundedYamlParser(new StringReader(kubeconfig)));
            return yaml.Documents is [{ RootNode: YamlMappingNode root }] && Array.TrueForAll(Lists, list => HoldsOnlySandbox(root, list));
        }
        catch (YamlException)
        {
            return false;
        }
    }

    private static bool HoldsOnlySandbox(YamlMappingNode root, string list) =>
        root.Children.TryGetValue(list, out var node)
        && node is YamlSequenceNode { Children: [YamlMappingNode only] }
        && only.Children.TryGetValue("name", out var name)
        && name is YamlScalarNode { Value: SandboxOptions.DefaultName };
}
