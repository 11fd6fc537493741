namespace DevLoop.Sandbox.Manifests;

/// <summary>A manifest cannot be read; the message says where and why.</summary>
public sealed class ManifestException(string message, Exception? inner = null) : Exception(message, inner);
