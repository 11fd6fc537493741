namespace DevLoop.Kubernetes.Authentication;

/// <summary>What one run of a plugin writes to its standard error, made safe and passed on line by line up to a bound.</summary>
internal sealed class PluginMessages(Action<string>? sink, ExecEntry plugin)
{
    /// <summary>More than this many lines are no message to a person. Each is cut to <see cref="PlainText.DefaultLength"/>.</summary>
    public const int MaxLines = 100;

    private bool _insidePem;
    private int _lines;

    public void Add(string line)
    {
        var wasInside = _insidePem;
        _insidePem = (wasInside || line.Contains("-----BEGIN ", StringComparison.Ordinal)) && !line.Contains("-----END ", StringComparison.Ordinal);
        if (!wasInside && Clean(line) is { Length: > 0 } text)
        {
            Pass(text);
        }
    }

    private void Pass(string text)
    {
        if (_lines > MaxLines)
        {
            return;
        }

        _lines++;
        sink?.Invoke(_lines <= MaxLines
            ? text
            : $"(The exec plugin '{PlainText.Of(plugin.Command, 200)}' says more than {MaxLines} lines; the rest is left out.)");
    }

    /// <summary>One line without secrets, of all that was said.</summary>
    public string Clean(string text) => PlainText.Of(SecretRedactor.Redact(text, plugin.Environment.Select(e => e.Value)));
}
