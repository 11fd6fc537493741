using System.Globalization;
using System.Text.Json;

namespace DevLoop.Kubernetes.Authentication;

/// <summary>What a plugin printed. A class, not a record: it holds secrets and must not print itself.</summary>
internal sealed class ExecCredentialAnswer
{
    public string? Token { get; private init; }

    public string? ClientCertificate { get; private init; }

    public string? ClientKey { get; private init; }

    /// <summary>From when on it is of no use; null when it serves until the server refuses it.</summary>
    public DateTimeOffset? Expires { get; private init; }

    /// <exception cref="FormatException">It is no credential; the message says why, and repeats nothing that was printed.</exception>
    public static ExecCredentialAnswer Parse(ReadOnlyMemory<byte> output, string apiVersion)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return Read(json.RootElement, apiVersion);
        }
        catch (JsonException e)
        {
            // Its message names a place and at most one character.
            throw new FormatException("what it printed is not JSON", e);
        }
    }

    private static ExecCredentialAnswer Read(JsonElement root, string apiVersion)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "kind") != "ExecCredential")
        {
            throw new FormatException("what it printed is no object of kind ExecCredential");
        }

        if (Text(root, "apiVersion") != apiVersion)
        {
            throw new FormatException($"what it printed is not of the apiVersion that the kubeconfig asks for, {apiVersion}");
        }

        if (!root.TryGetProperty("status", out var status) || status.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("the ExecCredential that it printed has no status");
        }

        var answer = new ExecCredentialAnswer
        {
            Token = Text(status, "token"),
            ClientCertificate = Text(status, "clientCertificateData"),
            ClientKey = Text(status, "clientKeyData"),
            Expires = Time(status, "expirationTimestamp"),
        };
        answer.Check();
        return answer;
    }

    private void Check()
    {
        if (Token is null && ClientCertificate is null)
        {
            throw new FormatException("it gave neither a token nor a client certificate");
        }

        if ((ClientCertificate is null) != (ClientKey is null))
        {
            throw new FormatException("it gave one of clientCertificateData and clientKeyData without the other");
        }

        if (Token is not null && !HeaderText.IsValid(Token))
        {
            throw new FormatException("its token holds characters that no token may hold");
        }
    }

    private static string? Text(JsonElement map, string name)
    {
        if (!map.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.String
            ? throw new FormatException($"its '{name}' is not text")
            : value.GetString() is { Length: > 0 } text ? text : null;
    }

    private static DateTimeOffset? Time(JsonElement map, string name)
    {
        if (Text(map, name) is not { } text)
        {
            return null;
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw new FormatException($"its '{name}' is not a time such as 2026-01-31T12:00:00Z");
    }
}
