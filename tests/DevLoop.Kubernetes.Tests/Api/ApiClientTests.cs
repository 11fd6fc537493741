using System.Net;
using System.Text.Json.Nodes;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;
using DevLoop.Kubernetes.Tests.Scripted;
using DevLoop.Testing;

namespace DevLoop.Kubernetes.Tests.Api;

internal sealed class ApiClientTests
{
    private const string Expired = """{"kind":"Status","code":410,"reason":"Expired","message":"The provided continue parameter is too old"}""";

    [Test]
    public async Task An_object_is_got_by_its_name()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync("""{"kind":"Pod","metadata":{"name":"web-0","namespace":"a"}}"""));
        using var cluster = new TestCluster(server.Url + "/k8s/clusters/c-1/");

        var pod = await cluster.Api.GetAsync<Pod>("a", "web-0", CancellationToken.None).Within("pod");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pod.Metadata.Name, Is.EqualTo("web-0"));
            Assert.That(server.Requests[0].Target, Is.EqualTo("/k8s/clusters/c-1/api/v1/namespaces/a/pods/web-0"));
            Assert.That(server.Requests[0].Header("Authorization"), Is.EqualTo("Bearer test-token"));
            Assert.That(server.Requests[0].Header("User-Agent"), Does.StartWith("devloop/"));
        }
    }

    [Test]
    public async Task A_list_is_put_together_from_its_pages()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(x.Request.Query("continue") is null
            ? Fixture.Text("list-pods-page1.json")
            : """{"metadata":{"resourceVersion":"544"},"items":[{"metadata":{"name":"last"}}]}"""));
        using var cluster = new TestCluster(server.Url, limits: new ClusterLimits { PageSize = 2 });

        var pods = await cluster.Api.ListAsync<Pod>("default", new ResourceSelector { Label = "app in (a,b)", Field = "status.phase=Running" }, CancellationToken.None).Within("list");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(pods.Items.Select(p => p.Metadata.Name), Is.EqualTo(new[] { "agent-9c7cc", "db-0", "last" }));
            Assert.That(pods.Metadata.ResourceVersion, Is.EqualTo("544"));
            Assert.That(server.Requests.Select(r => (r.Path, r.Query("limit"), r.Query("labelSelector"), r.Query("fieldSelector"))),
                Has.All.EqualTo(("/api/v1/namespaces/default/pods", "2", "app in (a,b)", "status.phase=Running")));
            Assert.That(server.Requests[1].Query("continue"), Does.StartWith("eyJ2Ijoi"));
        }
    }

    [Test]
    public async Task A_list_that_expires_between_its_pages_starts_over()
    {
        var pages = 0;
        await using var server = new ScriptedServer(x => (x.Request.Query("continue"), pages++) switch
        {
            (null, _) => x.JsonAsync("""{"metadata":{"continue":"more"},"items":[{"metadata":{"name":"a"}}]}"""),
            (_, 1) => x.JsonAsync(Expired, 410),
            _ => x.JsonAsync("""{"metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"b"}}]}"""),
        });
        using var cluster = new TestCluster(server.Url);

        var services = await cluster.Api.ListAsync<Service>(null, ResourceSelector.All, CancellationToken.None).Within("list");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(services.Items.Select(p => p.Metadata.Name), Is.EqualTo(new[] { "a", "b" }), "nothing twice");
            Assert.That(server.Requests, Has.Count.EqualTo(4));
            Assert.That(server.Requests[0].Path, Is.EqualTo("/api/v1/services"));
        }
    }

    [Test]
    public async Task A_list_that_always_expires_is_given_up()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(Expired, 410));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => cluster.Api.ListAsync<Pod>("a", ResourceSelector.All, CancellationToken.None).Within("answer"));

        Assert.That((e.Reason, server.Requests.Count), Is.EqualTo((ApiError.Expired, 4)));
    }

    [Test]
    public async Task A_list_without_end_is_given_up()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync("""{"metadata":{"continue":"again"},"items":[]}"""));
        using var cluster = new TestCluster(server.Url, limits: new ClusterLimits { Pages = 5 });

        var e = await Failure.OfAsync<ClusterConnectionException>(() => cluster.Api.ListAsync<Pod>("a", ResourceSelector.All, CancellationToken.None).Within("answer"));

        Assert.That((e.Reason, server.Requests.Count), Is.EqualTo((ClusterConnectionError.AnswerTooLarge, 5)));
    }

    private static IEnumerable<TestCaseData> LongLists()
    {
        yield return new TestCaseData(new ClusterLimits { ListObjects = 5 }, 3, "has more than 5 objects").SetArgDisplayNames("objects");
        yield return new TestCaseData(new ClusterLimits { ListBytes = 350 }, 4, "is larger than 350 bytes").SetArgDisplayNames("bytes");
    }

    [TestCaseSource(nameof(LongLists))]
    public async Task A_list_whose_pages_come_to_too_much_is_given_up(ClusterLimits limits, int requests, string says)
    {
        var page = """{"metadata":{"continue":"again"},"items":[{"metadata":{"name":"a"}},{"metadata":{"name":"b"}}]}""".PadRight(100);
        await using var server = new ScriptedServer(x => x.JsonAsync(page));
        using var cluster = new TestCluster(server.Url, limits: limits);

        var e = await Failure.OfAsync<ClusterConnectionException>(() => cluster.Api.ListAsync<Pod>("a", ResourceSelector.All, CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((e.Reason, server.Requests.Count), Is.EqualTo((ClusterConnectionError.AnswerTooLarge, requests)));
            Assert.That(e.Message, Is.EqualTo($"The list of pods {says}: ask for one namespace, or fewer objects by label."));
        }
    }

    [Test]
    public async Task A_watch_tells_every_event_of_a_real_rollout()
    {
        await using var server = new ScriptedServer(async x =>
        {
            await x.BeginStreamAsync();
            await x.ChunkAsync(Fixture.Text("watch-pods-rollout.jsonl"));
            await x.EndStreamAsync();
        });
        using var cluster = new TestCluster(server.Url);

        var events = await WatchAsync<Pod>(cluster, new WatchOptions { ResourceVersion = "9", Timeout = TimeSpan.FromSeconds(90) });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(events, Has.Count.EqualTo(27));
            Assert.That(events.CountBy(e => e.Type).ToDictionary(), Is.EqualTo(new Dictionary<WatchEventType, int>
            {
                [WatchEventType.Added] = 4,
                [WatchEventType.Modified] = 18,
                [WatchEventType.Deleted] = 2,
                [WatchEventType.Bookmark] = 3,
            }));
            Assert.That(events[^1].ResourceVersion, Is.EqualTo("530"));
            Assert.That(server.Requests[0].Target, Is.EqualTo("/api/v1/namespaces/default/pods?watch=true&allowWatchBookmarks=true&resourceVersion=9&timeoutSeconds=90"));
        }
    }

    [Test]
    public async Task A_watch_may_be_cut_anywhere()
    {
        var lines = Fixture.Text("watch-pods-rollout.jsonl");
        await using var server = new ScriptedServer(async x =>
        {
            var random = new Random(7);
            await x.BeginStreamAsync();
            for (var at = 0; at < lines.Length;)
            {
                var size = Math.Min(random.Next(1, 3000), lines.Length - at);
                await x.ChunkAsync(lines.Substring(at, size));
                at += size;
            }

            await x.EndStreamAsync();
        });
        using var cluster = new TestCluster(server.Url);

        Assert.That(await WatchAsync<Pod>(cluster, new WatchOptions()), Has.Count.EqualTo(27));
    }

    [Test]
    public async Task An_error_in_a_watch_is_an_event_with_the_reason()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(Fixture.Text("watch-expired.jsonl")));
        using var cluster = new TestCluster(server.Url);

        var events = await WatchAsync<Pod>(cluster, new WatchOptions { ResourceVersion = "1" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(events.Single().Type, Is.EqualTo(WatchEventType.Error));
            Assert.That(events[0].Error?.Reason, Is.EqualTo(ApiError.Expired));
            Assert.That(events[0].Error?.ServerMessage, Is.EqualTo("too old resource version: 1 (495)"));
        }
    }

    [TestCase("nonsense\n", ClusterConnectionError.NotKubernetes)]
    [TestCase("{\"type\":\"ADDED\"}\n", ClusterConnectionError.NotKubernetes)]
    [TestCase("{\"type\":\"EATEN\",\"object\":{}}\n", ClusterConnectionError.NotKubernetes)]
    [TestCase("{\"type\":\"ADDED\",\"object\":{\"metadata\":{}}}\n", ClusterConnectionError.NotKubernetes)]
    [TestCase("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":7}}}\n", ClusterConnectionError.NotKubernetes)]
    [TestCase("................................................................................................................................", ClusterConnectionError.AnswerTooLarge)]
    public async Task A_line_that_is_no_event_ends_the_watch(string line, ClusterConnectionError reason)
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(line));
        using var cluster = new TestCluster(server.Url, limits: new ClusterLimits { WatchEventBytes = 100 });

        var e = await Failure.OfAsync<ClusterConnectionException>(() => WatchAsync<Pod>(cluster, new WatchOptions()));

        Assert.That(e.Reason, Is.EqualTo(reason));
    }

    [Test]
    public async Task A_watch_that_the_server_does_not_end_in_time_is_ended()
    {
        var clock = new FakeClock();
        await using var server = new ScriptedServer(async x =>
        {
            await x.BeginStreamAsync();
            await x.ChunkAsync("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"5"}}}""" + "\n");
            await x.StallAsync();
        });
        using var cluster = new TestCluster(server.Url, time: clock);

        await using var events = cluster.Api.WatchAsync<Pod>("a", new WatchOptions { Timeout = TimeSpan.FromMinutes(2) }, CancellationToken.None).GetAsyncEnumerator();
        Assert.That(await events.MoveNextAsync().AsTask().Within("bookmark"), Is.True);
        var next = events.MoveNextAsync().AsTask();
        clock.Advance(TimeSpan.FromSeconds(149));
        Assert.That(next.IsCompleted, Is.False);
        clock.Advance(TimeSpan.FromSeconds(1));

        var e = await Failure.OfAsync<ClusterConnectionException>(() => next.Within("end of the watch"));
        Assert.That(e.Reason, Is.EqualTo(ClusterConnectionError.TimedOut));
    }

    [Test]
    public async Task Objects_are_made_changed_and_deleted()
    {
        await using var server = new ScriptedServer(x => x.JsonAsync("""{"kind":"Pod","metadata":{"name":"p"}}""", x.Request.Method == "POST" ? 201 : 200));
        using var cluster = new TestCluster(server.Url);
        var body = new JsonObject { ["metadata"] = new JsonObject { ["name"] = "p" } };

        await cluster.Api.CreateAsync<Pod>("a", body, CancellationToken.None).Within("create");
        await cluster.Api.PatchAsync<Pod>("a", "p", new Patch(PatchType.Merge, body), CancellationToken.None).Within("patch");
        await cluster.Api.PatchAsync<Pod>("a", "p", new Patch(PatchType.Apply, body), CancellationToken.None).Within("apply");
        await cluster.Api.DeleteAsync<Pod>("a", "p", TimeSpan.Zero, CancellationToken.None).Within("delete");

        Assert.That(server.Requests.Select(r => $"{r.Method} {r.Target} {r.Header("Content-Type")} {r.Body}"), Is.EqualTo(new[]
        {
            """POST /api/v1/namespaces/a/pods application/json {"metadata":{"name":"p"}}""",
            """PATCH /api/v1/namespaces/a/pods/p?fieldManager=devloop application/merge-patch+json {"metadata":{"name":"p"}}""",
            """PATCH /api/v1/namespaces/a/pods/p?fieldManager=devloop application/apply-patch+yaml {"metadata":{"name":"p"}}""",
            """DELETE /api/v1/namespaces/a/pods/p application/json {"gracePeriodSeconds":0}""",
        }));
    }

    [TestCase("..")]
    [TestCase(".")]
    [TestCase("")]
    [TestCase("a/b")]
    [TestCase("a%2fb")]
    public void A_name_that_would_change_the_path_is_never_sent(string name)
    {
        using var cluster = new TestCluster("http://127.0.0.1:1");

        Assert.That(() => cluster.Api.GetAsync<Pod>("a", name, CancellationToken.None), Throws.ArgumentException.With.Message.Contains("no name of a Kubernetes object"));
    }

    [TestCase("status-forbidden.json", 403, ApiError.Forbidden, "You may not list pods in namespace 'default' (403): ask for a role with the verb 'list' on 'pods'. The server says: pods is forbidden: User \"dev\" cannot list")]
    [TestCase("status-portforward-notfound.json", 404, ApiError.NotFound, "There is no pod 'nope' in namespace 'default' (404)")]
    public async Task A_real_refusal_becomes_a_sentence(string fixture, int code, ApiError reason, string says)
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(Fixture.Text(fixture), code));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => code == 403
            ? cluster.Api.ListAsync<Pod>("default", ResourceSelector.All, CancellationToken.None).Within("answer")
            : cluster.Api.GetAsync<Pod>("default", "nope", CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((int)e.StatusCode, Is.EqualTo(code));
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(e.Message, Does.StartWith(says));
        }
    }

    [TestCase("""{"kind":"Status","code":401,"message":"Unauthorized"}""", 401, ApiError.Unauthorized, "log in again or renew the token")]
    [TestCase("""{"kind":"Status","code":409,"reason":"AlreadyExists","message":"x"}""", 409, ApiError.AlreadyExists, "AlreadyExists")]
    [TestCase("""{"kind":"Status","code":409,"reason":"Conflict","message":"x"}""", 409, ApiError.Conflict, "Conflict")]
    [TestCase("""{"kind":"Status","code":429,"message":"slow down","details":{"retryAfterSeconds":3}}""", 429, ApiError.TooManyRequests, "slow down")]
    [TestCase("""{"kind":"Status","code":500,"reason":"InternalError","message":"an error on the server (\"\") has prevented the request from succeeding"}""", 500, ApiError.ServerFailed, "InternalError")]
    [TestCase("""{"kind":"Status","code":403,"message":"\u001b[2Jno\u0007"}""", 403, ApiError.Forbidden, "The server says: [2Jno")]
    [TestCase("{}", 403, ApiError.Forbidden, "verb 'get' on 'pods'")]
    [TestCase("[[[[", 503, ApiError.ServerFailed, "503")]
    public async Task Every_refusal_has_a_reason(string body, int code, ApiError reason, string says)
    {
        await using var server = new ScriptedServer(x => x.JsonAsync(body, code));
        using var cluster = new TestCluster(server.Url);

        var e = await Failure.OfAsync<ApiException>(() => cluster.Api.GetAsync<Pod>("a", "p", CancellationToken.None).Within("answer"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(e.StatusCode, Is.EqualTo((HttpStatusCode)code));
            Assert.That(e.Reason, Is.EqualTo(reason));
            Assert.That(e.Message, Does.Contain(says).And.Not.Contain("\u001b").And.Not.Contain("\u0007"));
            Assert.That(e.RetryAfter, Is.EqualTo(code == 429 ? TimeSpan.FromSeconds(3) : null));
            Assert.That(e.Operation, Is.EqualTo(new ApiOperation("get", "pods", "a", "p")));
        }
    }

    [Test]
    public async Task A_renewed_token_file_is_used_for_the_next_request_and_after_a_401()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("token", "one\n");
        await using var server = new ScriptedServer(x =>
        {
            if (x.Request.Header("Authorization") == "Bearer two")
            {
                File.WriteAllText(file, "three");
                return x.JsonAsync("""{"kind":"Status","code":401}""", 401);
            }

            return x.JsonAsync("{}");
        });
        using var cluster = new TestCluster(server.Url, $"tokenFile: {file}");

        await cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("version");
        folder.Write("token", "two");
        await cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("version");

        Assert.That(server.Requests.Select(r => r.Header("Authorization")), Is.EqualTo(new[] { "Bearer one", "Bearer two", "Bearer three" }));
    }

    [TestCase("username: me\npassword: secret", "Authorization", "Basic bWU6c2VjcmV0")]
    [TestCase("token: t\nas: jane\nas-groups: [a, b]", "Impersonate-Group", "a, b")]
    [TestCase("token: t\nas: jane\nas-user-extra: {scopes: [view]}", "Impersonate-Extra-scopes", "view")]
    public async Task A_user_s_other_credentials_are_sent(string user, string header, string value)
    {
        await using var server = new ScriptedServer(x => x.JsonAsync("{}"));
        using var cluster = new TestCluster(server.Url, user);

        await cluster.Api.SendRawAsync(HttpMethod.Get, "/version", null, CancellationToken.None).Within("version");

        Assert.That(server.Requests[0].Header(header), Is.EqualTo(value));
    }

    private static async Task<List<WatchEvent<T>>> WatchAsync<T>(TestCluster cluster, WatchOptions options)
        where T : class, IResource<T>
    {
        return await ReadAsync().Within("end of the watch");

        async Task<List<WatchEvent<T>>> ReadAsync()
        {
            var events = new List<WatchEvent<T>>();
            await foreach (var next in cluster.Api.WatchAsync<T>("default", options, CancellationToken.None))
            {
                events.Add(next);
            }

            return events;
        }
    }
}
