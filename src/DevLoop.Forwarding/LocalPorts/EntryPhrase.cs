using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.LocalPorts;

/// <summary>An entry as sentences about local ports name it.</summary>
internal static class EntryPhrase
{
    private const int MaxLength = 600;

    public static string Of(PortForwardEntry entry) =>
        PlainText.Of($"port {entry.Port} of {entry.Resource} in namespace {entry.Namespace}", MaxLength);
}
