using DevLoop.Sandbox.Programs;
using DevLoop.Testing;

namespace DevLoop.Sandbox.Tests.Programs;

[TestFixture]
internal sealed class ContainerLogTests
{
    private readonly ContainerLog _log = new(new FakeClock());

    [Test]
    public void Only_the_last_lines_are_kept()
    {
        for (var i = 0; i < ContainerLog.MaxLines + 10; i++)
        {
            _log.WriteLine($"line {i}");
        }

        var page = _log.Read(0);
        Assert.That(page.Lines, Has.Count.EqualTo(ContainerLog.MaxLines));
        Assert.That(page.Lines[0].Text, Is.EqualTo("line 10"));
    }

    [Test]
    public void A_long_line_is_cut()
    {
        _log.WriteLine(new string('x', 10_000));

        Assert.That(_log.Read(0).Lines[0].Text, Has.Length.EqualTo(ContainerLog.MaxLineLength));
    }

    [Test]
    public void Reading_on_gives_what_came_since_and_wakes_at_the_next_line_and_at_the_end()
    {
        _log.WriteLine("one");
        var first = _log.Read(0);
        Assert.That(first.Changed.IsCompleted, Is.False);

        _log.WriteLine("two");
        Assert.That(first.Changed.IsCompleted, Is.True);
        var second = _log.Read(first.Next);
        Assert.That(second.Lines.Select(line => line.Text), Is.EqualTo(["two"]));

        _log.End();
        Assert.That(second.Changed.IsCompleted, Is.True);
        Assert.That(_log.Read(second.Next).Ended, Is.True);
    }
}
