using System.Net;
using DevLoop.Forwarding.Configuration;

namespace DevLoop.Forwarding.Tests.Configuration;

internal sealed class ListenAddressTests
{
    [TestCase("localhost", "127.0.0.1,::1", false)]
    [TestCase("LocalHost", "127.0.0.1,::1", false)]
    [TestCase("127.0.0.1", "127.0.0.1", false)]
    [TestCase("127.8.9.10", "127.8.9.10", false)]
    [TestCase("::1", "::1", false)]
    [TestCase("0:0:0:0:0:0:0:1", "::1", false)]
    [TestCase("::ffff:127.0.0.1", "127.0.0.1", false)]
    [TestCase("0.0.0.0", "0.0.0.0", true)]
    [TestCase("::", "::", true)]
    [TestCase("192.0.2.1", "192.0.2.1", true)]
    public void An_address_stands_for_what_is_bound(string text, string addresses, bool open)
    {
        var address = ListenAddress.Parse(text);
        Assert.Multiple(() =>
        {
            Assert.That(string.Join(',', address.Addresses), Is.EqualTo(addresses));
            Assert.That(address.IsOpenToOthers, Is.EqualTo(open));
        });
    }

    [TestCase("")]
    [TestCase("1")]
    [TestCase("127.1")]
    [TestCase("0x7f.0.0.1")]
    [TestCase("010.0.0.1")]
    [TestCase("256.0.0.1")]
    [TestCase("[::1]")]
    [TestCase("[::1]:80")]
    [TestCase("127.0.0.1:80")]
    [TestCase("example.com")]
    public void What_is_no_address_gets_a_sentence(string text) => Assert.That(
        () => ListenAddress.Parse(text), Throws.TypeOf<ForwardArgumentException>().With.Message.Contains($"'{text}' is not an address to listen on"));

    [Test]
    public void Addresses_are_equal_when_they_bind_the_same()
    {
        var (one, other) = (ListenAddress.Parse("::1"), ListenAddress.Parse("0:0::1"));
        Assert.Multiple(() =>
        {
            Assert.That(one, Is.EqualTo(other));
            Assert.That(one.GetHashCode(), Is.EqualTo(other.GetHashCode()));
        });
    }

    [TestCase("127.0.0.1 127.0.0.1", "127.0.0.1")]
    [TestCase("localhost localhost", "127.0.0.1+::1")]
    [TestCase("localhost 127.0.0.1", "::1 127.0.0.1")]
    [TestCase("127.0.0.1 ::1 localhost", "127.0.0.1 ::1")]
    [TestCase("127.0.0.1 0.0.0.0", "0.0.0.0")]
    [TestCase("0.0.0.0 localhost", "0.0.0.0 ::1")]
    [TestCase(":: 127.0.0.1", ":: 127.0.0.1")]
    [TestCase("127.0.0.2 127.0.0.1", "127.0.0.2 127.0.0.1")]
    public void What_another_address_includes_is_bound_once(string given, string bound) => Assert.That(
        string.Join(' ', ListenAddress.WithoutRepeats([.. given.Split(' ').Select(ListenAddress.Parse)]).Select(a => string.Join('+', a.Addresses.Select(ip => $"{ip}")))),
        Is.EqualTo(bound));

    [Test]
    public void Localhost_is_both_loopback_addresses() =>
        Assert.That(ListenAddress.Localhost.Addresses, Is.EqualTo([IPAddress.Loopback, IPAddress.IPv6Loopback]));

    [TestCase("127.0.0.1", "127.0.0.1", true)]
    [TestCase("127.0.0.1", "localhost", true)]
    [TestCase("localhost", "::1", true)]
    [TestCase("127.0.0.1", "0.0.0.0", true)]
    [TestCase("0.0.0.0", "localhost", true)]
    [TestCase("::", "localhost", true)]
    [TestCase("127.0.0.1", "127.0.0.2", false)]
    [TestCase("127.0.0.1", "::1", false)]
    [TestCase("0.0.0.0", "::", false)]
    public void Addresses_overlap_when_the_same_port_cannot_be_bound_on_both(string one, string other, bool overlap) => Assert.Multiple(() =>
    {
        Assert.That(ListenAddress.Parse(one).Overlaps(ListenAddress.Parse(other)), Is.EqualTo(overlap));
        Assert.That(ListenAddress.Parse(other).Overlaps(ListenAddress.Parse(one)), Is.EqualTo(overlap));
    });
}
