using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Containerd;

/// <summary>That a test run leaves the machine as it was.</summary>
[Category(RealPeer.Category)]
public sealed class CleanUpTests
{
    [Test]
    public async Task Nothing_of_containerd_is_left_when_it_is_disposed_of()
    {
        string[] running;
        string[] interfaces;
        ContainerdHost containerd;
        await using (containerd = await ContainerdHost.StartAsync())
        {
            await containerd.RunDemoPodAsync("left-behind");
            running = [.. Traces(containerd.Folder, containerd.Bridge)];
            interfaces = Directory.GetFileSystemEntries($"/sys/class/net/{containerd.Bridge}/brif");
        }

        // Only what was there can be gone.
        Assert.That(running, Has.Some.StartsWith("process").And.Some.Contains("containerd-shim").And.Some.Contains("/demo"));
        Assert.That(running, Has.Some.StartsWith("cgroup").And.Some.StartsWith("interface").And.Some.StartsWith("folder"));
        // The pod's end of such a pair of interfaces is in its network namespace, which goes with the pair.
        Assert.That(interfaces, Is.Not.Empty);

        Assert.That(Traces(containerd.Folder, containerd.Bridge), Is.Empty);
        Assert.That(interfaces.Select(path => $"/sys/class/net/{Path.GetFileName(path)}").Where(Path.Exists), Is.Empty);
    }

    [Test]
    public async Task What_a_killed_run_left_is_cleaned_up_by_the_next()
    {
        RealPeer.Path("containerd");
        var suffix = Path.GetRandomFileName()[..6];
        // No process has the id 0, so the owner is gone.
        var folder = Path.Combine(Path.GetTempPath(), $"devloop-containerd-0-0-{suffix}");
        var bridge = $"devloop-{suffix}";
        await Command.RunAsync("ip", ["link", "add", bridge, "type", "bridge"], CancellationToken.None);
        Directory.CreateDirectory(Path.Combine(folder, "networks"));
        Assert.That(Traces(folder, bridge), Has.Exactly(2).Items);

        await ContainerdProcess.CleanUpStaleAsync(CancellationToken.None);

        Assert.That(Traces(folder, bridge), Is.Empty);
    }

    private static IEnumerable<string> Traces(string folder, string bridge)
    {
        var name = Path.GetFileName(folder);
        string[] places = ["/sys/fs/cgroup", .. Directory.GetDirectories("/sys/fs/cgroup")];
        return
        [
            .. Directory.GetDirectories("/proc").Select(process => ProcessTrace(process, name)).OfType<string>(),
            .. File.ReadLines("/proc/self/mountinfo").Where(mount => mount.Contains(name)).Select(mount => $"mount {mount}"),
            .. places.Select(place => Path.Combine(place, name)).Where(Directory.Exists).Select(cgroup => $"cgroup {cgroup}"),
            .. new[] { $"/sys/class/net/{bridge}" }.Where(Path.Exists).Select(path => $"interface {path}"),
            .. new[] { folder }.Where(Path.Exists).Select(path => $"folder {path}"),
        ];
    }

    // Containers are known by their cgroup, containerd and its shims by their arguments.
    private static string? ProcessTrace(string process, string name)
    {
        try
        {
            var arguments = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            return (arguments + File.ReadAllText(Path.Combine(process, "cgroup"))).Contains(name) ? $"process {arguments}" : null;
        }
        catch (IOException)
        {
            // Not a process, or one that has just ended.
            return null;
        }
    }
}
