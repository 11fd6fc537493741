namespace DevLoop.Sandbox.Registry;

/// <summary>How a write is to be done, and what it has to tell.</summary>
internal sealed class WriteOptions
{
    private readonly List<string> _warnings = [];

    /// <summary>Who writes, for <c>managedFields</c>.</summary>
    public string FieldManager { get; init; } = "unknown";

    /// <summary>Everything is checked and answered, nothing is kept.</summary>
    public bool DryRun { get; init; }

    public FieldValidation FieldValidation { get; init; }

    /// <summary>The subresource written to: empty, or <c>status</c>.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>What to tell the client besides the answer.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    // A change that ran twice, because somebody wrote in between, has nothing new to say.
    public void Warn(string warning)
    {
        if (!_warnings.Contains(warning, StringComparer.Ordinal))
        {
            _warnings.Add(warning);
        }
    }
}
