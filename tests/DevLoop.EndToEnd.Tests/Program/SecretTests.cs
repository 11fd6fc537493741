using DevLoop.Testing;

namespace DevLoop.EndToEnd.Tests.Program;

/// <summary>The token of the kubeconfig turns up nowhere, whatever goes wrong.</summary>
internal sealed class SecretTests : ProgramTest
{
    [TestCase("port-forward", "svc/web", ":80", "--address", "127.0.0.1")]
    [TestCase("port-forward", "svc/web", ":80", "--address", "127.0.0.1", "--transport=v4.channel")]
    [TestCase("dev", "--port-forward=services")]
    [TestCase("dev", "--port-forward=services", "-o=json")]
    public async Task No_line_no_log_and_no_file_has_the_token(params string[] arguments)
    {
        await Cluster.ApplyManifestsAsync(Service("web").Replace("name: web}", "name: web, labels: {devloop.dev/run-id: run-1}}", StringComparison.Ordinal));
        var program = Start([.. arguments, "-v", "--log-file=log.json"]);
        await program.WaitForAsync(arguments.Contains("-o=json") ? "\"active\"" : "orward");
        var token = Cluster.Token;
        Cluster.RotateToken();
        await Cluster.StopApiServerAsync().Within("end of the API server");
        await program.WaitForAsync("cannot be reached");
        await program.SignalAsync("TERM");
        await program.EndAsync();

        Assert.That(program.ToString(), Does.Not.Contain(token));
        var files = Directory.GetFiles(program.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "kubeconfig").ToList();
        Assert.That(files, Has.Some.EndsWith("log.json"));
        foreach (var file in files)
        {
            Assert.That(await File.ReadAllTextAsync(file), Does.Not.Contain(token), file);
        }
    }
}
