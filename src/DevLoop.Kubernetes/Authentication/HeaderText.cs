namespace DevLoop.Kubernetes.Authentication;

/// <summary>What may stand in the value of an HTTP header: visible ASCII and spaces.</summary>
internal static class HeaderText
{
    public static bool IsValid(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange(' ', '~');
}
