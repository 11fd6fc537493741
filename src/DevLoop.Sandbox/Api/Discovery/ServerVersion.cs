using System.Text.Json.Nodes;

namespace DevLoop.Sandbox.Api.Discovery;

/// <summary><c>/version</c>: the version of Kubernetes whose behaviour the sandbox follows.</summary>
internal static class ServerVersion
{
    public const string GitVersion = "v1.36.2+devloop";

    public static JsonObject Body() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = GitVersion,
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "dotnet",
        ["platform"] = "",
    };
}
