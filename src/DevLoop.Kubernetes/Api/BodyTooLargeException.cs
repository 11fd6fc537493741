namespace DevLoop.Kubernetes.Api;

/// <summary>An answer went over its limit.</summary>
internal sealed class BodyTooLargeException(long limit) : IOException($"The answer is larger than {limit} bytes.");
