using DevLoop.Kubernetes;

namespace DevLoop.Forwarding.Configuration;

/// <summary>Words for somebody who wrote a name that there is not.</summary>
internal static class Suggestion
{
    private const int MaxQuoted = 80;

    /// <summary>A name as somebody wrote it, in quotes and fit for a terminal.</summary>
    public static string Quote(string text) => $"'{PlainText.Of(text, MaxQuoted)}'";

    /// <summary>The end of a sentence: <c>did you mean 'port'?</c>, or all the names when none is near. Case does not matter.</summary>
    /// <param name="wanted">What was written.</param>
    /// <param name="names">What there is.</param>
    /// <param name="all">Introduces all the names, such as <c>the fields are</c>.</param>
    public static string For(string wanted, IReadOnlyCollection<string> names, string all)
    {
        var lower = wanted.ToLowerInvariant();
        var near = CloseNames.To(lower, names.Select(n => n.ToLowerInvariant()), 1);
        return near is [var one]
            ? $"did you mean {Quote(names.First(n => string.Equals(n, one, StringComparison.OrdinalIgnoreCase)))}?"
            : $"{all} {(names.Count == 0 ? "none" : string.Join(", ", names.Select(n => PlainText.Of(n, MaxQuoted))))}.";
    }
}
