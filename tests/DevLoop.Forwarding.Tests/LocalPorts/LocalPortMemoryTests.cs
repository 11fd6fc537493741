using System.Globalization;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.LocalPorts;

internal sealed class LocalPortMemoryTests
{
    private const string Web = "default/service/web:80 127.0.0.1:any";
    private const string Api = "default/service/api:80 127.0.0.1:any";

    private readonly string _root = Directory.CreateTempSubdirectory("devloop-memory-").FullName;
    private readonly FakeClock _clock = new();
    private readonly RecordedLog _log = new();

    private string Folder => Path.Combine(_root, "state", "devloop");

    private string Project => Path.Combine(_root, "shop", "skaffold.yaml");

    [TearDown]
    public void CleanUp() => Directory.Delete(_root, recursive: true);

    [Test]
    public void What_one_run_remembers_the_next_one_knows()
    {
        using (var first = Open())
        {
            first.Remember(Web, 41000);
            first.Remember(Api, 41001);
            first.Remember(Web, 41002);
        }

        using var second = Open();
        Assert.Multiple(() =>
        {
            Assert.That(second.Recall(Web), Is.EqualTo(41002));
            Assert.That(second.Recall(Api), Is.EqualTo(41001));
            Assert.That(second.Recall("another"), Is.Null);
            Assert.That(second.PortsOfOthers(Web), Is.EqualTo([41001]));
            Assert.That(_log.Text, Is.Empty);
        });
    }

    [Test]
    public void Changes_are_written_a_second_later_without_an_end_of_the_run()
    {
        using var memory = Open();
        memory.Remember(Web, 41000);
        Assert.That(State(), Does.Not.Contain("41000"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(State(), Does.Contain("41000"));
        memory.Remember(Web, 41001);
        memory.Flush();
        Assert.That(State(), Does.Contain("41001"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows has no modes; its folder is the user's alone already.")]
    public void The_folder_and_its_files_are_the_users_alone_and_nothing_else_is_left_there()
    {
        Directory.CreateDirectory(Folder);
#pragma warning disable CA1416 // The platform is checked above.
        File.SetUnixFileMode(Folder, File.GetUnixFileMode(Folder) | UnixFileMode.GroupWrite | UnixFileMode.OtherRead);
        using (var memory = Open())
        {
            memory.Remember(Web, 41000);
        }

        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(Folder), Is.EqualTo(Mine | UnixFileMode.UserExecute));
            Assert.That(Directory.GetFiles(Folder).Select(f => File.GetUnixFileMode(f)), Is.EqualTo([Mine, Mine]));
            Assert.That(Directory.GetFiles(Folder).Select(Path.GetExtension), Is.EquivalentTo([".json", ".lock"]));
        });
#pragma warning restore CA1416
    }

    [Test]
    public void Each_project_has_a_file_of_its_own_that_says_which()
    {
        string[] projects = [Project, Path.Combine(_root, "shop", "devloop.yaml"), Path.Combine(_root, "other", "shop", "skaffold.yaml"), Path.Combine(_root, "a b\u202e;")];
        Directory.CreateDirectory(projects[3]);
        for (var i = 0; i < projects.Length; i++)
        {
            using var memory = Open(projects[i]);
            memory.Remember(Web, 41000 + i);
        }

        var names = Directory.GetFiles(Folder, "*.json").Select(f => Path.GetFileName(f)).ToList();
        using var again = Open(Project);
        Assert.Multiple(() =>
        {
            Assert.That(names, Has.Count.EqualTo(4));
            Assert.That(names, Has.Exactly(3).Matches("^shop-[0-9a-f]{12}\\.ports\\.json$").And.Exactly(1).Matches("^a-b---[0-9a-f]{12}\\.ports\\.json$"));
            Assert.That(again.Recall(Web), Is.EqualTo(41000));
        });
    }

    [TestCase("")]
    [TestCase("\0\0\0\0")]
    [TestCase("not JSON")]
    [TestCase("[]")]
    [TestCase("{\"ports\":[1]}")]
    [TestCase("{\"ports\":{\"KEY\":41000}}")]
    [TestCase("{\"ports\":{\"KEY\":null}}")]
    [TestCase("{\"ports\":{\"KEY\":{\"port\":0,\"lastUsed\":\"2026-01-01\"}}}")]
    [TestCase("{\"ports\":{\"KEY\":{\"port\":-1,\"lastUsed\":\"2026-01-01\"}}}")]
    [TestCase("{\"ports\":{\"KEY\":{\"port\":65536,\"lastUsed\":\"2026-01-01\"}}}")]
    [TestCase("{\"ports\":{\"KEY\":{\"port\":99999999999,\"lastUsed\":\"2026-01-01\"}}}")]
    [TestCase("{\"ports\":{\"KEY\":{\"port\":41000,\"lastUsed\":\"yesterday\"}}}")]
    public void Content_that_cannot_be_believed_is_ignored_with_one_word_in_the_log_and_replaced(string content)
    {
        Write(content.Replace("KEY", Web, StringComparison.Ordinal));
        using (var memory = Open())
        {
            Assert.That(memory.Recall(Web), Is.Null);
            Assert.That(Lines(), Has.Length.EqualTo(1).And.One.Contains("are not used"));
            memory.Remember(Web, 41001);
        }

        using var again = Open();
        Assert.That(again.Recall(Web), Is.EqualTo(41001));
    }

    [Test]
    public void A_file_that_is_far_too_large_is_ignored()
    {
        Write($"{{\"ports\":{{{new string(' ', 10_000_000)}\"{Web}\":{{\"port\":41000,\"lastUsed\":\"2026-01-01\"}}}}}}");
        using var memory = Open();
        Assert.Multiple(() =>
        {
            Assert.That(memory.Recall(Web), Is.Null);
            Assert.That(Lines(), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public void One_bad_entry_does_not_cost_the_good_ones()
    {
        Write($"{{\"new\":1,\"ports\":{{\"{Api}\":{{\"port\":70000,\"lastUsed\":\"2026-01-01\"}},\"{Web}\":{{\"port\":41000,\"lastUsed\":\"9999-12-31\"}}}}}}");
        using var memory = Open();
        Assert.Multiple(() =>
        {
            Assert.That(memory.Recall(Api), Is.Null);
            Assert.That(memory.Recall(Web), Is.EqualTo(41000));
            Assert.That(Lines(), Has.Length.EqualTo(1).And.One.Contains("1 of 2"));
            Assert.That(State(), Does.Contain("2026-01-01").And.Not.Contain("9999"));
        });
    }

    [TestCase(90, 41000)]
    [TestCase(91, null)]
    public void An_entry_that_was_not_used_for_90_days_is_forgotten(int days, int? port)
    {
        using (var memory = Open())
        {
            memory.Remember(Web, 41000);
        }

        _clock.Advance(TimeSpan.FromDays(days));
        using var later = Open();
        Assert.That(later.Recall(Web), Is.EqualTo(port));
    }

    [Test]
    public void At_most_a_thousand_entries_are_kept_the_longest_unused_go()
    {
        using (var memory = Open())
        {
            memory.Remember(Web, 41000);
            _clock.Advance(TimeSpan.FromDays(1));
            for (var i = 0; i < 1000; i++)
            {
                memory.Remember(i.ToString(CultureInfo.InvariantCulture), 10_000 + i);
            }
        }

        using var again = Open();
        Assert.Multiple(() =>
        {
            Assert.That(again.PortsOfOthers("none"), Has.Count.EqualTo(1000));
            Assert.That(again.Recall(Web), Is.Null);
        });
    }

    [Test]
    public void A_second_devloop_of_the_project_knows_of_the_first_reads_what_it_wrote_and_writes_nothing()
    {
        using (var first = Open())
        {
            first.Remember(Web, 41000);
            first.Flush();
            using (var second = Open())
            {
                second.Remember(Web, 41001);
                second.Remember(Api, 41002);
                Assert.Multiple(() =>
                {
                    Assert.That(first.IsHeldByAnother, Is.False);
                    Assert.That(first.HeldByAnotherSentence, Is.Null);
                    Assert.That(second.IsHeldByAnother, Is.True);
                    Assert.That(second.HolderProcessId, Is.EqualTo(Environment.ProcessId));
                    Assert.That(second.HeldByAnotherSentence, Is.EqualTo(
                        $"Another devloop (process {Environment.ProcessId}) runs for this project and keeps its local ports: this one takes others in their place, and does not remember them."));
                    Assert.That(second.Recall(Web), Is.EqualTo(41001));
                });
            }
        }

        using var third = Open();
        Assert.Multiple(() =>
        {
            Assert.That(third.IsHeldByAnother, Is.False);
            Assert.That(third.HolderProcessId, Is.Null);
            Assert.That(third.Recall(Web), Is.EqualTo(41000));
            Assert.That(third.Recall(Api), Is.Null);
            Assert.That(_log.Text, Is.Empty);
        });
    }

    [Test]
    public void What_a_process_that_crashed_left_behind_holds_nobody_up()
    {
        using (var memory = Open())
        {
            memory.Remember(Web, 41000);
        }

        Write(State().Replace("\"heldBy\": null", "\"heldBy\": 4242", StringComparison.Ordinal));
        using var after = Open();
        Assert.Multiple(() =>
        {
            Assert.That(after.IsHeldByAnother, Is.False);
            Assert.That(after.HolderProcessId, Is.Null);
            Assert.That(after.Recall(Web), Is.EqualTo(41000));
        });
    }

    [Test]
    public void A_folder_that_cannot_be_made_costs_the_memory_and_nothing_else()
    {
        File.WriteAllText(Path.Combine(_root, "state"), "a file where the folder should be");
        using var memory = Open();
        memory.Remember(Web, 41000);
        memory.Flush();
        Assert.Multiple(() =>
        {
            Assert.That(memory.Recall(Web), Is.EqualTo(41000));
            Assert.That(memory.IsHeldByAnother, Is.False);
            Assert.That(Lines(), Has.Length.EqualTo(1).And.One.Contains("not kept"));
        });
    }

    [Test]
    public void A_file_that_cannot_be_written_any_more_is_said_once()
    {
        using (var memory = Open())
        {
            Directory.Delete(Folder, recursive: true);
            memory.Remember(Web, 41000);
            _clock.Advance(TimeSpan.FromSeconds(1));
            memory.Remember(Web, 41001);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(Lines(), Has.Length.EqualTo(1).And.One.Contains("not kept"));
    }

    [Test]
    public void A_user_without_a_home_is_no_failure()
    {
        using var memory = LocalPortMemory.Open(null, Project, _log, _clock);
        memory.Remember(Web, 41000);
        memory.Flush();
        Assert.Multiple(() =>
        {
            Assert.That(memory.Recall(Web), Is.EqualTo(41000));
            Assert.That(Lines(), Has.Length.EqualTo(1).And.One.Contains("no home"));
        });
    }

    private LocalPortMemory Open(string? project = null) => LocalPortMemory.Open(Folder, project ?? Project, _log, _clock);

    /// <summary>The text of the project's file.</summary>
    private string State() => File.ReadAllText(Directory.GetFiles(Folder, "*.json").Single());

    private void Write(string content)
    {
        using (Open())
        {
            // Makes the file, under the name that it has.
        }

        File.WriteAllText(Directory.GetFiles(Folder, "*.json").Single(), content);
    }

    private string[] Lines() => _log.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
