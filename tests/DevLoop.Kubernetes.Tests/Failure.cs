namespace DevLoop.Kubernetes.Tests;

/// <summary>Catches the exception that a test expects.</summary>
internal static class Failure
{
    public static async Task<T> OfAsync<T>(Func<Task> action)
        where T : Exception =>
        await Assert.ThrowsAsync<T>(action) ?? throw new InvalidOperationException("NUnit lets no test go on without the exception.");
}
