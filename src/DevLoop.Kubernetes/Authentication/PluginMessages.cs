namespace DevLoop.Kubernetes.Authentication;

/// <summary>What one run of a plugin writes to its standard error, made safe and passed on line by line.</summary>
internal sealed class PluginMessages(Action<string>? sink, ExecEntry plugin)
{
    private bool _insidePem;

    public void Add(string line)
    {
        var wasInside = _insidePem;
        _insidePem = (wasInside || line.Contains("-----BEGIN ", StringComparison.Ordinal)) && !line.Contains("-----END ", StringComparison.Ordinal);
        if (!wasInside && Clean(line) is { Length: > 0 } text)
        {
            sink?.Invoke(text);
        }
    }

    /// <summary>One line without secrets, of all that was said.</summary>
    public string Clean(string text) => PlainText.Of(SecretRedactor.Redact(text, plugin.Environment.Select(e => e.Value)));
}
