using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace DevLoop.Sandbox.Api;

/// <summary>The one token that opens the cluster.</summary>
internal sealed class BearerToken
{
    private const string Scheme = "Bearer ";
    private const int Bytes = 32;

    private readonly byte[] _utf8;

    public BearerToken(string? token)
    {
        Value = token ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));
        _utf8 = Encoding.UTF8.GetBytes(Value);
    }

    public string Value { get; }

    /// <summary>Whether the request carries the token. Takes as long for a wrong token as for the right one.</summary>
    public bool IsIn(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim()), _utf8);
    }
}
