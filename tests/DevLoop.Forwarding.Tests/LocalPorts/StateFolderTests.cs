using DevLoop.Forwarding.LocalPorts;
using DevLoop.Kubernetes.Authentication;

namespace DevLoop.Forwarding.Tests.LocalPorts;

internal sealed class StateFolderTests
{
    [TestCase("/home/ada", "/var/ada", "/var/ada/devloop")]
    [TestCase("/home/ada", null, "/home/ada/.local/state/devloop")]
    [TestCase("/home/ada", "", "/home/ada/.local/state/devloop")]
    [TestCase("/home/ada", "not/absolute", "/home/ada/.local/state/devloop")]
    [TestCase(null, "/var/ada", "/var/ada/devloop")]
    [TestCase(null, null, null)]
    [Platform(Exclude = "Win", Reason = "Windows has a place of its own for it.")]
    public void The_state_is_where_the_XDG_specification_has_it(string? home, string? stateHome, string? folder) =>
        Assert.That(StateFolder.Of(Environment(home, stateHome)), Is.EqualTo(folder));

    private static ProcessEnvironment Environment(string? home, string? stateHome) => new()
    {
        HomeDirectory = home,
        Variables = stateHome is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["XDG_STATE_HOME"] = stateHome },
    };
}
