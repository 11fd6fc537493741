namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>The two images that the pods need, made from <c>demo.c</c> on the spot: nothing is pulled from a registry.</summary>
internal static class DemoImages
{
    public const string Demo = "devloop.dev/demo:latest";

    /// <summary>What holds a pod's namespaces open.</summary>
    public const string Pause = "devloop.dev/pause:latest";

    /// <returns>The path of an archive that holds both.</returns>
    public static async Task<string> BuildAsync(ContainerdFolder folder, CancellationToken cancellationToken)
    {
        var program = folder.File("demo");
        var source = Path.Combine(AppContext.BaseDirectory, "Containerd", "demo.c");
        await Command.RunAsync("gcc", ["-O2", "-static", "-o", program, source], cancellationToken);

        var archive = folder.File("images.tar");
        var images = new Dictionary<string, string[]>(StringComparer.Ordinal) { [Demo] = [], [Pause] = ["pause"] };
        await ImageArchive.WriteAsync(archive, await File.ReadAllBytesAsync(program, cancellationToken), images, cancellationToken);
        return archive;
    }
}
