using System.Net;
using DevLoop.Sandbox.Storage;
using DevLoop.Testing;
using DevLoop.Testing.Contracts;

namespace DevLoop.Sandbox.Tests.Streaming;

[TestFixture]
internal sealed class LogTests
{
    private const string Path = "/api/v1/namespaces/default/pods/web/log";

    [Test]
    public async Task A_log_holds_what_the_program_wrote()
    {
        Assert.That(await GetAsync(Path), Does.StartWith("web v1 listens on 8080 (http), 7000 (echo), 7001 (source), 7002 (sink)\n"));
    }

    [Test]
    public async Task Timestamps_stand_before_the_lines()
    {
        Assert.That(await GetAsync(Path + "?timestamps=true"), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z web v1 listens"));
    }

    [TestCase("0", "")]
    public async Task The_tail_is_as_long_as_asked_for(string lines, string expected)
    {
        Assert.That(await GetAsync($"{Path}?tailLines={lines}"), Is.EqualTo(expected));
    }

    [TestCase("?container=nope", "container nope is not valid for pod web")]
    [TestCase("?previous=true", "previous terminated container \\\"app\\\" in pod \\\"web\\\" not found")]
    [TestCase("?tailLines=-1", "tailLines: \\\"-1\\\" must be a number of lines, 0 or more")]
    public async Task What_is_not_there_is_a_bad_request(string query, string message)
    {
        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Get, Path + query);

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.Contain(message));
    }

    [Test]
    public async Task Following_tells_new_lines_and_ends_with_the_container()
    {
        SharedSandbox.Client.CreatePod("followed");
        await SharedSandbox.Client.WaitForRunningAsync("followed");
        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Get, "/api/v1/namespaces/default/pods/followed/log?follow=true");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        await reader.ReadLineAsync().Within("first line");

        await using (var session = await SharedSandbox.Client.OpenAsync(Wire.Spdy, Route.Pod, "followed", 8080))
        {
            var stream = session.Open(8080);
            await stream.WriteTextAsync("GET /healthz HTTP/1.0\r\n\r\n");
            await stream.ReadToEndAsync();
        }

        Assert.That(await reader.ReadLineAsync().Within("second line"), Is.EqualTo("GET /healthz 200"));
        SharedSandbox.Client.Cluster.Store.Delete(GroupResource.Pods, "default", "followed");
        Assert.That(await reader.ReadToEndAsync().Within("end of the log"), Is.Empty.Or.EqualTo("terminated, with no connection left open\n"));
    }

    private static async Task<string> GetAsync(string path)
    {
        using var response = await SharedSandbox.Client.SendAsync(HttpMethod.Get, path);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return await response.Content.ReadAsStringAsync();
    }
}
