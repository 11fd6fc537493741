namespace DevLoop.Forwarding.Tests.Faults;

/// <summary>What a client asks of the program in the pod, and what that answers: long enough for several messages each.</summary>
internal static class PodTalk
{
    private const int Period = 251;

    /// <summary>What the client sends.</summary>
    public static byte[] Request { get; } = Pattern(3_000, offset: 7);

    /// <summary>What the program sends once it has the request.</summary>
    public static byte[] Answer { get; } = Pattern(200_000, offset: 0);

    /// <summary>The period is prime, so that bytes that are lost, doubled or swapped show.</summary>
    private static byte[] Pattern(int length, int offset) => [.. Enumerable.Range(0, length).Select(i => (byte)((i + offset) % Period))];
}
