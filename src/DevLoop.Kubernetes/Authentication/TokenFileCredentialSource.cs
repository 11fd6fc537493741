namespace DevLoop.Kubernetes.Authentication;

/// <summary>
/// A token that something else renews in a file. The file is read for every request: it is small, and behind a
/// projected volume it is a link whose own time of change says nothing.
/// </summary>
internal sealed class TokenFileCredentialSource(string path, string owner, string? fallbackToken, UserCertificate? certificate) : ICredentialSource
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>As with kubectl, the last token that could be read serves while the file cannot.</summary>
    private volatile string? _lastToken = fallbackToken;

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        var token = ReadToken() ?? _lastToken ?? throw Bad("cannot be read", "check that it exists and its permissions");
        _lastToken = token;
        return ValueTask.FromResult(new Credential(Credential.Bearer(token), certificate?.Current()));
    }

    public bool Forget(Credential rejected) => true;

    public void Dispose()
    {
    }

    private string? ReadToken()
    {
        string token;
        try
        {
            token = SmallFile.ReadText(path, MaxBytes).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (token.Length == 0)
        {
            return null;
        }

        return HeaderText.IsValid(token) ? token : throw Bad("holds characters that no token may hold", "write the bare token into it");
    }

    private KubeconfigException Bad(string why, string what) =>
        new(KubeconfigError.BadToken, $"The token file {path} of {owner} {why}: {what}.");
}
