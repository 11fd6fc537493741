using System.Security.Cryptography;

namespace DevLoop.Sandbox.Storage;

/// <summary>Names from <c>metadata.generateName</c>, with the suffixes of the Kubernetes API: five letters that spell no words.</summary>
internal static class NameGenerator
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private const int SuffixLength = 5;
    private const int MaxNameLength = 63;

    public static string Next(string prefix)
    {
        var kept = prefix.Length > MaxNameLength - SuffixLength ? prefix[..(MaxNameLength - SuffixLength)] : prefix;
        return kept + RandomNumberGenerator.GetString(Alphabet, SuffixLength);
    }
}
