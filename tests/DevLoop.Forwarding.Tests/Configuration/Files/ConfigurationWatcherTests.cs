using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Configuration.Files;

internal sealed class ConfigurationWatcherTests
{
    private static readonly string A = $"apiVersion: devloop/v1\nkind: Config\nportForward:\n{Loading.Item("a")}";
    private static readonly string B = A.Replace("resourceName: a", "resourceName: b", StringComparison.Ordinal);

    private readonly CancellationTokenSource _stop = new();

    [TearDown]
    public async Task Stop()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
    }

    [Test]
    public async Task A_change_is_told_and_the_same_again_is_not()
    {
        var (files, clock, updates) = Watch(A);
        files["devloop.yaml"] = B;
        Assert.That((await NextAsync(clock, updates)).InForce.Forwards(), Is.EqualTo(["service/b:80"]));
        files["devloop.yaml"] = $"# only a comment, which moves the rest\n{B}";
        var next = updates.MoveNextAsync().AsTask();
        await PollAsync(clock, 3);
        Assert.That(next.IsCompleted, Is.False);
        files["devloop.yaml"] = A;
        await PollUntilAsync(clock, next);
        Assert.That(updates.Current.InForce.Forwards(), Is.EqualTo(["service/a:80"]));
    }

    [Test]
    public async Task A_file_that_turns_bad_leaves_the_last_good_state_in_force_and_is_told_once()
    {
        var (files, clock, updates) = Watch(A);
        files["devloop.yaml"] = A.Replace("port: 80", "port: 0", StringComparison.Ordinal);
        var bad = await NextAsync(clock, updates);
        Assert.Multiple(() =>
        {
            Assert.That(bad.IsHeldBack);
            Assert.That(bad.InForce.Forwards(), Is.EqualTo(["service/a:80"]));
            Assert.That(bad.Problems.Single().ToString(), Does.StartWith("devloop.yaml:4:50: error: The port '0'"));
        });
        files["devloop.yaml"] = null;
        var gone = await NextAsync(clock, updates);
        Assert.That(gone.InForce.Forwards(), Is.EqualTo(["service/a:80"]));
        files["devloop.yaml"] = B;
        var good = await NextAsync(clock, updates);
        Assert.Multiple(() =>
        {
            Assert.That(good.IsHeldBack, Is.False);
            Assert.That(good.InForce.Forwards(), Is.EqualTo(["service/b:80"]));
        });
    }

    [Test]
    public async Task A_file_that_is_required_later_is_followed_too()
    {
        var (files, clock, updates) = Watch($"{A}requires: [{{path: db}}]\n", ("db/skaffold.yaml", A.Replace("resourceName: a", "resourceName: db", StringComparison.Ordinal)));
        files["db/skaffold.yaml"] = B;
        Assert.That((await NextAsync(clock, updates)).InForce.Forwards(), Is.EqualTo(["service/b:80", "service/a:80"]));
        files["devloop.yaml"] = $"{A}requires: [{{path: cache}}]\n";
        files["cache/skaffold.yaml"] = B.Replace("resourceName: b", "resourceName: cache", StringComparison.Ordinal);
        Assert.That((await NextAsync(clock, updates)).InForce.Forwards(), Is.EqualTo(["service/cache:80", "service/a:80"]));
    }

    [Test]
    public async Task Files_that_read_the_same_are_not_parsed_again()
    {
        var template = A.Replace("resourceName: a", "resourceName: '{{.STAGE}}'", StringComparison.Ordinal);
        var variables = new CountingVariables(("STAGE", "blue"));
        var (files, clock, updates) = Watch(
            $"{template}requires: [{{path: db}}]\n", Loading.Request with { Variables = variables }, new ScriptedAddresses(), ("db/skaffold.yaml", template));
        var next = updates.MoveNextAsync().AsTask();
        await PollAsync(clock, 2);
        await clock.WaitForTimersAsync(1).Within("timer of the poll");
        var parsed = variables.Lookups;
        await PollAsync(clock, 5);
        await clock.WaitForTimersAsync(1).Within("timer of the poll");
        Assert.That((variables.Lookups, next.IsCompleted), Is.EqualTo((parsed, false)));
        files["db/skaffold.yaml"] = template.Replace("port: 80", "port: 81", StringComparison.Ordinal);
        await PollUntilAsync(clock, next);
        Assert.That(updates.Current.InForce.Forwards(), Is.EqualTo(["service/blue:81", "service/blue:80"]));
        Assert.That(variables.Lookups, Is.GreaterThan(parsed));
    }

    [Test]
    public async Task An_address_that_comes_to_the_machine_is_noticed_though_no_file_changes()
    {
        var addresses = new ScriptedAddresses();
        var (files, clock, updates) = Watch(A, Loading.Request, addresses);
        files["devloop.yaml"] = A.Replace("port: 80", "port: 80, address: 203.0.113.7", StringComparison.Ordinal);
        Assert.That((await NextAsync(clock, updates)).Problems, Has.Count.EqualTo(1));
        addresses.HasAll = true;
        var next = await NextAsync(clock, updates);
        Assert.That(next.Problems, Is.Empty);
        Assert.That(next.InForce.Forwards(), Is.EqualTo(["service/a:80@203.0.113.7"]));
    }

    [Test]
    public async Task A_file_that_need_not_be_there_is_picked_up_when_it_comes()
    {
        var (files, clock, updates) = Watch(null, Loading.Request with { IsOptional = true }, new ScriptedAddresses());
        files["skaffold.yaml"] = A.Replace("devloop/v1", "skaffold/v4beta13", StringComparison.Ordinal);
        Assert.That((await NextAsync(clock, updates)).InForce.Forwards(), Is.EqualTo(["service/a:80"]));
        files["devloop.yaml"] = B;
        Assert.That((await NextAsync(clock, updates)).InForce.Forwards(), Is.EqualTo(["service/b:80"]));
    }

    [Test]
    public async Task On_disk_a_change_is_noticed_that_leaves_length_and_time_as_they_were()
    {
        var folder = Directory.CreateTempSubdirectory("devloop-watch-");
        try
        {
            var file = Path.Combine(folder.FullName, "devloop.yaml");
            await File.WriteAllTextAsync(file, A);
            var written = File.GetLastWriteTimeUtc(file);
            var clock = new FakeClock();
            var loader = new ConfigurationLoader(new DiskFiles(), new ScriptedAddresses());
            var request = Loading.Request with { WorkingDirectory = folder.FullName };
            await using var updates = new ConfigurationWatcher(loader, request, clock).WatchAsync(loader.Load(request), _stop.Token).GetAsyncEnumerator(_stop.Token);
            var next = updates.MoveNextAsync().AsTask();
            await PollAsync(clock, 2);
            await clock.WaitForTimersAsync(1).Within("timer of the poll");
            await File.WriteAllTextAsync(file, B);
            File.SetLastWriteTimeUtc(file, written);
            await PollUntilAsync(clock, next);
            Assert.That(updates.Current.InForce.Forwards(), Is.EqualTo(["service/b:80"]));
        }
        finally
        {
            await _stop.CancelAsync();
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task On_disk_a_file_that_is_written_or_replaced_is_noticed()
    {
        var folder = Directory.CreateTempSubdirectory("devloop-watch-");
        try
        {
            var file = Path.Combine(folder.FullName, "devloop.yaml");
            await File.WriteAllTextAsync(file, A);
            var loader = new ConfigurationLoader(new DiskFiles(), new ScriptedAddresses());
            var request = Loading.Request with { WorkingDirectory = folder.FullName };
            await using var updates = new ConfigurationWatcher(loader, request, TimeProvider.System).WatchAsync(loader.Load(request), _stop.Token).GetAsyncEnumerator(_stop.Token);
            var next = updates.MoveNextAsync().AsTask();
            await File.WriteAllTextAsync(file, B);
            Assert.That(await next.Within("a written file"));
            Assert.That(updates.Current.InForce.Forwards(), Is.EqualTo(["service/b:80"]));
            next = updates.MoveNextAsync().AsTask();
            await File.WriteAllTextAsync(file + ".new", A);
            File.Move(file + ".new", file, overwrite: true);
            Assert.That(await next.Within("a replaced file"));
            Assert.That(updates.Current.InForce.Forwards(), Is.EqualTo(["service/a:80"]));
        }
        finally
        {
            await _stop.CancelAsync();
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_link_s_target_is_watched_with_it()
    {
        var folder = Directory.CreateTempSubdirectory("devloop-watch-");
        using var signs = new SemaphoreSlim(0);
        try
        {
            var target = Path.Combine(folder.CreateSubdirectory("shared").FullName, "real.yaml");
            await File.WriteAllTextAsync(target, A);
            var link = Path.Combine(folder.FullName, "devloop.yaml");
            File.CreateSymbolicLink(link, Path.Combine("shared", "real.yaml"));
            using var watch = new FolderWatch(() => signs.Release());
            watch.Follow([link]);
            await File.WriteAllTextAsync(target, B);
            Assert.That(await signs.WaitAsync(TestLimits.Event), "a sign of the target");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public async Task A_folder_that_is_missing_does_not_keep_another_from_being_watched()
    {
        var folder = Directory.CreateTempSubdirectory("devloop-watch-");
        using var signs = new SemaphoreSlim(0);
        try
        {
            var file = Path.Combine(folder.FullName, "a.yaml");
            using var watch = new FolderWatch(() => signs.Release());
            watch.Follow([file, Path.Combine(folder.FullName, "no", "such", "folder.yaml")]);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "other.yaml"), "x");
            await File.WriteAllTextAsync(file, "x");
            Assert.That(await signs.WaitAsync(TestLimits.Event), "a sign of the file");
            File.Delete(file);
            watch.Follow([]);
            Assert.That(() => watch.Dispose(), Throws.Nothing);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private (MemoryFiles Files, FakeClock Clock, IAsyncEnumerator<ConfigurationUpdate> Updates) Watch(string text, params (string Name, string Text)[] others) =>
        Watch(text, Loading.Request, new ScriptedAddresses(), others);

    private (MemoryFiles Files, FakeClock Clock, IAsyncEnumerator<ConfigurationUpdate> Updates) Watch(
        string? text, ConfigurationRequest request, ScriptedAddresses addresses, params (string Name, string Text)[] others)
    {
        var files = new MemoryFiles { ["devloop.yaml"] = text };
        foreach (var (name, other) in others)
        {
            files[name] = other;
        }

        var clock = new FakeClock();
        var loader = new ConfigurationLoader(files, addresses);
        return (files, clock, new ConfigurationWatcher(loader, request, clock).WatchAsync(loader.Load(request), _stop.Token).GetAsyncEnumerator(_stop.Token));
    }

    private static async Task<ConfigurationUpdate> NextAsync(FakeClock clock, IAsyncEnumerator<ConfigurationUpdate> updates)
    {
        await PollUntilAsync(clock, updates.MoveNextAsync().AsTask());
        return updates.Current;
    }

    private static async Task PollUntilAsync(FakeClock clock, Task<bool> next)
    {
        for (var polls = 0; !next.IsCompleted && polls < 50; polls++)
        {
            await Task.WhenAny(next, PollAsync(clock, 1)).Within("a poll");
        }

        Assert.That(next.IsCompleted, "no change is told after many polls");
        Assert.That(await next);
    }

    private static async Task PollAsync(FakeClock clock, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await clock.WaitForTimersAsync(1).Within("timer of the poll");
            clock.Advance(ConfigurationWatcher.PollInterval);
        }
    }
}
