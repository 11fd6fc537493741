using System.Net;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Kubernetes.Resources;
using DevLoop.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DevLoop.Forwarding.Tests.LocalPorts;

[Platform("Linux", Reason = "Only Linux has all of 127/8: an address of each test's own, so that nobody takes its port in between.")]
internal sealed class LocalPortAllocatorTests
{
    private static int _addresses;

    private readonly string _address = $"127.0.9.{Interlocked.Increment(ref _addresses)}";
    private readonly string _folder = Directory.CreateTempSubdirectory("devloop-ports-").FullName;
    private readonly FakeClock _clock = new();
    private readonly List<LocalPortBinding> _bound = [];
    private readonly LocalPortAllocator _ports = new(memory: null, strict: false);

    [TearDown]
    public void CleanUp()
    {
        _bound.ForEach(b => b.Listener.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public void A_wish_that_is_free_is_met_and_nothing_is_said()
    {
        var wish = FreePort();
        var binding = Bind(_ports, Entry("web", LocalPortWish.Preferably(wish)));
        Assert.Multiple(() =>
        {
            Assert.That(binding.Listener.EndPoints, Is.EqualTo([new IPEndPoint(IPAddress.Parse(_address), wish)]));
            Assert.That(binding.Moved, Is.Null);
        });
    }

    [Test]
    public void A_wish_that_another_program_has_moves_and_says_from_where_to_where_and_why()
    {
        using var taken = new LoopbackPort(_address);
        var binding = Bind(_ports, Entry("web", LocalPortWish.Preferably(taken.Number)));
        Assert.Multiple(() =>
        {
            Assert.That(binding.Listener.Port, Is.InRange(taken.Number + 1, taken.Number + 10).Or.InRange(4503, 4533));
            Assert.That(binding.Moved?.Wanted.Why, Is.EqualTo(LocalPortError.Taken));
            Assert.That(binding.Moved?.Sentence, Is.EqualTo(
                $"Local port {taken.Number} on {_address} is taken by another program: port 80 of service/web in namespace default is forwarded from local port {binding.Listener.Port} instead."));
        });
    }

    [Test]
    public void A_move_is_told_of_the_wish_and_not_of_the_ports_tried_after_it()
    {
        using var taken = new LoopbackPort(_address);
        Bind(_ports, Entry("web", LocalPortWish.Only(taken.Number + 1)));
        var second = Bind(_ports, Entry("api", LocalPortWish.Preferably(taken.Number)));
        Assert.That(second.Moved?.Wanted, Is.EqualTo(new UnavailablePort(taken.Number, LocalPortError.Taken)));
    }

    [Test]
    public void A_wish_that_another_entry_has_moves_and_names_that_entry()
    {
        var first = Bind(_ports, Entry("web", LocalPortWish.Any));
        var second = Bind(_ports, Entry("api", LocalPortWish.Preferably(first.Listener.Port)));
        Assert.Multiple(() =>
        {
            Assert.That(second.Listener.Port, Is.Not.EqualTo(first.Listener.Port));
            Assert.That(second.Moved?.Wanted, Is.EqualTo(new UnavailablePort(first.Listener.Port, LocalPortError.TakenByEntry, first.Entry)));
            Assert.That(second.Moved?.Sentence, Does.StartWith($"Local port {first.Listener.Port} on {_address} belongs to port 80 of service/web in namespace default: "));
        });
    }

    [Test]
    public void A_port_that_another_entry_has_on_one_of_the_addresses_is_not_taken_on_the_others()
    {
        var first = Bind(_ports, Entry("web", LocalPortWish.Any) with { Address = ListenAddress.Parse("127.0.0.1") });
        var second = Bind(_ports, Entry("api", LocalPortWish.Preferably(first.Listener.Port)) with { Address = ListenAddress.Localhost });
        Assert.Multiple(() =>
        {
            Assert.That(second.Moved?.Wanted.Holder, Is.EqualTo(first.Entry));
            Assert.That(second.Listener.EndPoints.Select(e => e.Port), Is.All.EqualTo(second.Listener.Port).And.None.EqualTo(first.Listener.Port));
        });
    }

    [Test]
    public void Two_entries_have_the_same_port_on_addresses_of_their_own()
    {
        var first = Bind(_ports, Entry("web", LocalPortWish.Any) with { Address = ListenAddress.Parse($"127.0.10.{_address.Split('.')[^1]}") });
        var second = Bind(_ports, Entry("api", LocalPortWish.Only(first.Listener.Port)));
        Assert.That(second.Listener.Port, Is.EqualTo(first.Listener.Port));
    }

    [Test]
    public void An_entry_that_takes_no_other_port_fails_and_says_who_has_it()
    {
        using var taken = new LoopbackPort(_address);
        var first = Bind(_ports, Entry("web", LocalPortWish.Any));
        Assert.Multiple(() =>
        {
            Assert.That(
                () => _ports.Bind(Entry("api", LocalPortWish.Only(taken.Number))),
                Throws.TypeOf<LocalPortException>()
                    .With.Property(nameof(LocalPortException.Error)).EqualTo(LocalPortError.Taken)
                    .And.Message.EqualTo($"Local port {_address}:{taken.Number} is taken by another program: stop it, or give another local port, such as :80 for any free one."));
            Assert.That(
                () => _ports.Bind(Entry("api", LocalPortWish.Only(first.Listener.Port))),
                Throws.TypeOf<LocalPortException>()
                    .With.Property(nameof(LocalPortException.Error)).EqualTo(LocalPortError.TakenByEntry)
                    .And.Message.EqualTo(
                        $"Local port {first.Listener.Port} on {_address} belongs to port 80 of service/web in namespace default, and port 80 of service/api in namespace default would take no other: give one of the two another local port.")
                    .And.Property(nameof(LocalPortException.WithoutEntry)).EqualTo(
                        $"Local port {first.Listener.Port} on {_address} belongs to port 80 of service/web in namespace default, and it would take no other: give one of the two another local port."));
        });
    }

    [Test]
    public void An_address_that_this_machine_lacks_ends_the_search_at_once() => Assert.That(
        () => _ports.Bind(Entry("web", LocalPortWish.Preferably(8080)) with { Address = ListenAddress.Parse("192.0.2.1") }),
        Throws.TypeOf<LocalPortException>().With.Property(nameof(LocalPortException.Error)).EqualTo(LocalPortError.NoSuchAddress));

    [Test]
    public void Strictly_every_entry_that_cannot_have_its_wish_is_named_at_once_and_the_others_are_bound()
    {
        using var taken = new LoopbackPort(_address);
        var wish = FreePort();
        var bindings = new LocalPortAllocator(memory: null, strict: true).BindAll(
        [
            new(Entry("a", LocalPortWish.Preferably(taken.Number))),
            new(Entry("b", LocalPortWish.Preferably(wish))),
            new(Entry("c", LocalPortWish.OfResource), wish),
            new(Entry("d", LocalPortWish.Any)),
        ]);
        _bound.AddRange(bindings.Held);
        Assert.Multiple(() =>
        {
            Assert.That(bindings.Held.Select(b => b.Entry.Resource.Name), Is.EqualTo(["b", "d"]));
            Assert.That(bindings.Failures.Select(f => f.Entry.Resource.Name), Is.EqualTo(["a", "c"]));
            Assert.That(bindings.Failures.Select(f => f.Reason.Error), Is.EqualTo([LocalPortError.Taken, LocalPortError.TakenByEntry]));
            Assert.That(bindings.Failures[0].Reason.Message, Is.EqualTo(
                $"Local port {taken.Number} on {_address} is taken by another program, and port 80 of service/a in namespace default may have no other with --strict-ports: stop that program, or give the entry another local port."));
        });

        bindings.Release();
        Assert.That(Bind(_ports, Entry("b", LocalPortWish.Only(wish))).Listener.Port, Is.EqualTo(wish));
    }

    [Test]
    public void Ports_are_claimed_in_the_order_of_origins()
    {
        var wish = FreePort();
        var service = new LocalPortRequest(Entry("web", LocalPortWish.Preferably(wish), EntryOrigin.Services));
        var user = new LocalPortRequest(Entry("api", LocalPortWish.Preferably(wish)));
        var bindings = _ports.BindAll([service, user]);
        _bound.AddRange(bindings.Held);
        Assert.Multiple(() =>
        {
            Assert.That(bindings.Held.Select(b => b.Entry), Is.EqualTo([user.Entry, service.Entry]));
            Assert.That(bindings.Held[0].Listener.Port, Is.EqualTo(wish));
            Assert.That(bindings.Held[1].Moved?.Wanted.Holder, Is.EqualTo(user.Entry));
        });
    }

    [Test]
    public void An_entry_that_moves_leaves_alone_what_another_entry_of_the_set_would_like()
    {
        using var taken = new LoopbackPort(_address);
        var bindings = _ports.BindAll(
        [
            new(Entry("moves", LocalPortWish.Preferably(taken.Number))),
            new(Entry("stays", LocalPortWish.Preferably(taken.Number + 1))),
        ]);
        _bound.AddRange(bindings.Held);
        Assert.That(bindings.Held[0].Listener.Port, Is.Not.EqualTo(taken.Number + 1));
    }

    [Test]
    public void An_entry_that_comes_back_has_its_port_again_and_its_move_is_not_said_twice()
    {
        using var taken = new LoopbackPort(_address);
        var entry = Entry("web", LocalPortWish.Preferably(taken.Number));
        var first = Bind(_ports, entry);
        first.Listener.Dispose();
        taken.Dispose();
        Bind(_ports, Entry("api", LocalPortWish.Any));
        var second = Bind(_ports, entry);
        Assert.Multiple(() =>
        {
            Assert.That(first.Moved, Is.Not.Null);
            Assert.That(second.Listener.Port, Is.EqualTo(first.Listener.Port));
            Assert.That(second.Moved, Is.Null);
        });
    }

    [Test]
    public void An_entry_that_comes_back_leaves_its_port_to_an_entry_that_took_it_meanwhile()
    {
        var first = Bind(_ports, Entry("web", LocalPortWish.Any));
        first.Listener.Dispose();
        var other = Bind(_ports, Entry("api", LocalPortWish.Only(first.Listener.Port)));
        Assert.That(Bind(_ports, first.Entry).Listener.Port, Is.Not.EqualTo(other.Listener.Port));
    }

    [Test]
    public void The_next_run_gives_the_same_ports_whatever_order_they_are_discovered_in()
    {
        var wish = FreePort();
        PortForwardEntry[] entries =
        [
            Entry("a", LocalPortWish.Preferably(wish), EntryOrigin.Services),
            Entry("b", LocalPortWish.Preferably(wish), EntryOrigin.Services),
            Entry("c", LocalPortWish.Any, EntryOrigin.Services),
        ];
        var before = Run(entries);
        var after = Run([.. entries.Reverse()]);
        Assert.Multiple(() =>
        {
            Assert.That(before["a"], Is.EqualTo(wish));
            Assert.That(after, Is.EquivalentTo(before));
        });
    }

    [Test]
    public void The_next_run_goes_back_to_what_a_person_wrote_once_it_is_free()
    {
        using var taken = new LoopbackPort(_address);
        var entry = Entry("web", LocalPortWish.Preferably(taken.Number));
        var before = Run([entry]);
        var meanwhile = Run([entry]);
        taken.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(before["web"], Is.Not.EqualTo(taken.Number));
            Assert.That(meanwhile, Is.EqualTo(before));
            Assert.That(Run([entry])["web"], Is.EqualTo(taken.Number));
        });
    }

    [Test]
    public void An_entry_that_moves_leaves_alone_what_another_one_had_in_an_earlier_run()
    {
        using var taken = new LoopbackPort(_address);
        Run([Entry("stays", LocalPortWish.Preferably(taken.Number + 1))]);
        Assert.That(Run([Entry("moves", LocalPortWish.Preferably(taken.Number))])["moves"], Is.EqualTo(taken.Number + 2));
    }

    [Test]
    public void An_entry_has_its_port_of_an_earlier_run_again_although_another_one_had_it_too()
    {
        var earlier = Run([Entry("web", LocalPortWish.Any)])["web"];
        Run([Entry("api", LocalPortWish.Preferably(earlier))]);
        Assert.That(Run([Entry("web", LocalPortWish.Any)])["web"], Is.EqualTo(earlier));
    }

    [Test]
    public void Of_ten_thousand_entries_those_that_ended_may_lose_their_ports_of_this_run_and_the_others_keep_theirs()
    {
        using var taken = new LoopbackPort(_address);
        var (ended, stays) = (Entry("ended", LocalPortWish.Preferably(taken.Number)), Entry("stays", LocalPortWish.Preferably(taken.Number)));
        var held = Bind(_ports, stays);
        _ports.Bind(ended).Listener.Dispose();
        for (var i = 2; i <= 10_000; i++)
        {
            _ports.Bind(Entry($"web-{i}", LocalPortWish.Any)).Listener.Dispose();
        }

        taken.Dispose();
        using (var anew = _ports.Bind(ended).Listener)
        {
            Assert.That(anew.Port, Is.EqualTo(taken.Number), "a port that was remembered would come before the wish");
        }

        held.Listener.Dispose();
        Assert.That(Bind(_ports, stays).Listener.Port, Is.EqualTo(held.Listener.Port));
    }

    [Test]
    public async Task Entries_bound_side_by_side_never_share_a_port()
    {
        using var taken = new LoopbackPort(_address);
        var bindings = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(i => Task.Run(() => _ports.Bind(Entry($"web-{i}", LocalPortWish.Preferably(taken.Number)))))).Within("bindings");
        _bound.AddRange(bindings);
        Assert.That(bindings.Select(b => b.Listener.Port), Is.Unique.And.None.EqualTo(taken.Number));
    }

    [TestCase(80, "is a system port that this user may not bind")]
    [TestCase(8080, "is kept back by this system")]
    public void A_port_that_may_not_be_bound_is_told_from_one_that_is_taken(int port, string problem) =>
        Assert.That(new UnavailablePort(port, LocalPortError.NotPermitted).Problem, Is.EqualTo(problem));

    /// <summary>One run of devloop: the ports of its entries by the names of their resources.</summary>
    private Dictionary<string, int> Run(PortForwardEntry[] entries)
    {
        using var memory = LocalPortMemory.Open(_folder, Path.Combine(_folder, "devloop.yaml"), NullLoggerFactory.Instance, _clock);
        var ports = new LocalPortAllocator(memory, strict: false);
        var bindings = entries.Select(e => ports.Bind(e)).ToList();
        bindings.ForEach(b => b.Listener.Dispose());
        return bindings.ToDictionary(b => b.Entry.Resource.Name, b => b.Listener.Port);
    }

    private LocalPortBinding Bind(LocalPortAllocator ports, PortForwardEntry entry)
    {
        var binding = ports.Bind(entry);
        _bound.Add(binding);
        return binding;
    }

    /// <summary>Free until the test binds it: the address is the test's own.</summary>
    private int FreePort()
    {
        using var port = new LoopbackPort(_address);
        return port.Number;
    }

    private PortForwardEntry Entry(string service, LocalPortWish wish, EntryOrigin origin = EntryOrigin.User) =>
        new(origin, new ResourceReference(ResourceType.Service, service), "default", new IntOrString(80), wish, ListenAddress.Parse(_address));
}
