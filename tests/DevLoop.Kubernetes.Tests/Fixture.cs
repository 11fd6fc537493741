namespace DevLoop.Kubernetes.Tests;

/// <summary>What a real cluster sent.</summary>
internal static class Fixture
{
    public static string Text(string name) => File.ReadAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures", name));
}
