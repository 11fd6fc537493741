namespace DevLoop.Forwarding.Tests.Forwarders;

/// <summary>What a pod does with a connection: it greets with its name and then echoes, unless it refuses.</summary>
/// <param name="Name">What it sends first.</param>
/// <param name="Refusal">The server's word on why the connection failed; null when it did not.</param>
internal sealed record ScriptedPod(string Name, string? Refusal = null);
