using System.Globalization;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Streaming;

/// <summary>The wires that have half-close.</summary>
[TestFixture(Wire.Spdy, Route.Pod)]
[TestFixture(Wire.Tunnel, Route.Pod)]
[TestFixture(Wire.Spdy, Route.Node)]
internal sealed class HalfCloseTests(Wire wire, Route route)
{
    [TestCase(0)]
    [TestCase(16 << 20)]
    public async Task The_end_of_file_of_a_client_leaves_the_other_direction_open(int count)
    {
        await using var session = await SharedSandbox.Client.OpenAsync(wire, route, "web", 7002);
        var stream = session.Open(7002);

        await stream.WriteAsync(new byte[count], CancellationToken.None).AsTask().Within("end of the upload");
        await stream.EndWritesAsync();

        Assert.That(await stream.ReadTextToEndAsync(), Is.EqualTo(count.ToString(CultureInfo.InvariantCulture) + "\n"));
        Assert.That(await stream.Ended.Within("end of the error stream"), Is.Null);
    }
}
