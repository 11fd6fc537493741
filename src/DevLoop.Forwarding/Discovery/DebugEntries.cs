using System.Text.Json;
using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>What can be forwarded of a pod's debuggers.</summary>
/// <param name="Entries">An entry for each of their ports.</param>
/// <param name="Problem">Why ports are missing that there should be, as a sentence; null when none are.</param>
internal sealed record DebugEntries(IReadOnlyList<PortForwardEntry> Entries, string? Problem)
{
    /// <summary>Where who starts the debuggers notes their ports, see https://skaffold.dev/docs/workflows/debug/.</summary>
    public const string Annotation = "debug.cloud.google.com/config";

    /// <summary>In characters; a few hundred are usual. Kubernetes itself allows 256 KiB for all annotations of an object.</summary>
    public const int MaxLength = 65_536;

    private static readonly DebugEntries None = new([], null);

    /// <summary>The ports that the pod's annotation names among those that its containers declare; none once it is gone for good.</summary>
    public static DebugEntries Of(Pod pod)
    {
        if (PodEntries.IsGone(pod) || !pod.Metadata.Annotations.TryGetValue(Annotation, out var json))
        {
            return None;
        }

        if (json.Length > MaxLength)
        {
            return Unreadable(pod, $"it is longer than {MaxLength} characters");
        }

        try
        {
            return Of(pod, JsonSerializer.Deserialize(json, DebugConfigurationJson.Default.DictionaryStringDebugConfiguration) ?? []);
        }
        catch (JsonException e)
        {
            return Unreadable(pod, $"it is wrong at {(e.Path is { Length: > 0 } path ? PlainText.Of(path, 100) : "its beginning")}");
        }
    }

    private static DebugEntries Of(Pod pod, Dictionary<string, DebugConfiguration?> configurations)
    {
        var entries = new List<PortForwardEntry>();
        string? problem = null;
        foreach (var container in pod.Spec.LastingContainers)
        {
            foreach (var (name, port) in configurations.GetValueOrDefault(container.Name)?.Ports ?? [])
            {
                if (container.Ports.Any(p => p.Port == port && p.Protocol == PortProtocol.Tcp)
                    && DiscoveredEntry.TryCreate(EntryOrigin.Debug, LastingResource.Of(pod), pod.Metadata.Namespace, port, name, container.Name) is { } entry)
                {
                    entries.Add(entry);
                }
                else
                {
                    problem ??= $"Debug port '{PlainText.Of(name, 63)}' of {NameOf(pod)} is not forwarded: container '{PlainText.Of(container.Name, 63)}' declares no TCP port {port}.";
                }
            }
        }

        return new DebugEntries(entries, problem);
    }

    private static DebugEntries Unreadable(Pod pod, string why) => new(
        [],
        $"The debug ports of {NameOf(pod)} are not forwarded: its annotation {Annotation} cannot be read, {why}; expected is JSON as in "
            + """{"app":{"runtime":"go","ports":{"dlv":56268}}}.""");

    private static string NameOf(Pod pod) => $"pod '{PlainText.Of(pod.Metadata.Name, 253)}' in namespace '{PlainText.Of(pod.Metadata.Namespace, 63)}'";
}
