using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The one token that opens the cluster. It can be replaced by another while the cluster runs.</summary>
internal sealed class BearerToken
{
    private const string Scheme = "Bearer ";
    private const int Bytes = 32;

    private volatile string _value;

    /// <param name="token">The token; null makes a random one.</param>
    public BearerToken(string? token) => _value = token ?? Next();

    public string Value => _value;

    /// <summary>Replaces the token by a new, random one. The old one opens nothing any more.</summary>
    public void Rotate() => _value = Next();

    /// <summary>Whether the request carries the token. Takes as long for a wrong token as for the right one.</summary>
    public bool IsIn(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(_value));
    }

    private static string Next() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
}
