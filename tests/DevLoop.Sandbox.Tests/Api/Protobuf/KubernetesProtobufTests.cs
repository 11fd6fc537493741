using DevLoop.Sandbox.Api.Protobuf;

namespace DevLoop.Sandbox.Tests.Api.Protobuf;

internal sealed class KubernetesProtobufTests
{
    // The envelope with v1 and Namespace, and the metadata of one called "team" with empty texts as Go writes them.
    private static readonly byte[] Namespace =
        [.. "k8s\0"u8, 0x0A, 0x0F, 0x0A, 0x02, .. "v1"u8, 0x12, 0x09, .. "Namespace"u8, 0x12, 0x0A, 0x0A, 0x08, 0x0A, 0x04, .. "team"u8, 0x12, 0x00];

    [Test]
    public void An_object_reads_as_its_JSON() =>
        Assert.That(KubernetesProtobuf.Decode(Namespace)!.ToJsonString(), Is.EqualTo("""{"metadata":{"name":"team"},"apiVersion":"v1","kind":"Namespace"}"""));

    [Test]
    public void Numbers_that_are_pointers_keep_their_zero_and_parts_without_a_name_are_read_one_level_up()
    {
        var probe = new ProtobufMessage()
            .Message(1, new ProtobufMessage().Message(2, new ProtobufMessage().Text(1, "/").Message(2, new ProtobufMessage().Number(1, 1).Text(3, "http"))))
            .Number(4, 1)
            .Number(6, 0);
        var container = new ProtobufMessage().Text(1, "app").Message(11, probe)
            .Message(8, new ProtobufMessage().Message(1, Entry("cpu", new ProtobufMessage().Text(1, "500m"))));
        var volume = new ProtobufMessage().Text(1, "tmp").Message(2, new ProtobufMessage().Message(2, new ProtobufMessage()));
        var job = new ProtobufMessage()
            .Message(1, new ProtobufMessage().Text(1, "once").Message(8, new ProtobufMessage()))
            .Message(2, new ProtobufMessage()
                .Number(7, 0)
                .Number(10, 0)
                .Message(6, new ProtobufMessage().Message(2, new ProtobufMessage().Message(1, volume).Message(2, container).Number(4, 0))))
            .Message(3, new ProtobufMessage().Number(4, 0));

        Assert.That(KubernetesProtobuf.Decode(job.ToBody("batch/v1", "Job"))!.ToJsonString(), Is.EqualTo(
            """
            {"metadata":{"name":"once"},
            "spec":{"backoffLimit":0,"suspend":false,
            "template":{"spec":{"volumes":[{"name":"tmp","emptyDir":{}}],
            "containers":[{"name":"app","readinessProbe":{"httpGet":{"path":"/","port":"http"},"periodSeconds":1},"resources":{"limits":{"cpu":"500m"}}}],
            "terminationGracePeriodSeconds":0}}},
            "status":{},"apiVersion":"batch/v1","kind":"Job"}
            """.ReplaceLineEndings("")));
    }

    [TestCase(long.MaxValue)]
    [TestCase(long.MinValue)]
    public void A_time_that_no_calendar_has_is_refused(long seconds)
    {
        var pod = new ProtobufMessage().Message(1, new ProtobufMessage().Message(8, new ProtobufMessage().Number(1, seconds)));

        Assert.That(() => KubernetesProtobuf.Decode(pod.ToBody("v1", "Pod")), Throws.TypeOf<ProtobufException>());
    }

    [Test]
    public void An_unknown_kind_reads_as_nothing() =>
        Assert.That(KubernetesProtobuf.Decode([.. "k8s\0"u8, 0x0A, 0x05, 0x12, 0x03, .. "Abc"u8]), Is.Null);

    [Test]
    public void What_is_cut_off_anywhere_is_refused_or_reads_as_less()
    {
        // What still reads ends between two fields of the envelope: behind the magic, or behind the type.
        var readable = Enumerable.Range(0, Namespace.Length).Where(length => Reads(Namespace[..length]));

        Assert.That(readable, Is.EqualTo([4, 21]));
    }

    [Test]
    public void Random_bytes_are_refused_or_read_as_something()
    {
        var random = new Random(1);
        var refused = 0;
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])Namespace.Clone();
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            }

            refused += Reads(bytes) ? 0 : 1;
        }

        Assert.That(refused, Is.InRange(1, 20_000));
    }

    private static ProtobufMessage Entry(string key, ProtobufMessage value) => new ProtobufMessage().Text(1, key).Message(2, value);

    // Any other exception than the reader's own fails the test.
    private static bool Reads(byte[] bytes)
    {
        try
        {
            KubernetesProtobuf.Decode(bytes);
            return true;
        }
        catch (ProtobufException)
        {
            return false;
        }
    }
}
