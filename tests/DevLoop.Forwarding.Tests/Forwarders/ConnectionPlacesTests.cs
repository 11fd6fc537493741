using DevLoop.Forwarding.Forwarders;
using DevLoop.Testing;

namespace DevLoop.Forwarding.Tests.Forwarders;

internal sealed class ConnectionPlacesTests
{
    private readonly ConnectionPlaces _places = new(new FakeClock());

    [Test]
    public void No_more_are_open_than_the_bound_allows()
    {
        var taken = Take(ConnectionPlaces.MaxOpen, held: false);
        Assert.That(_places.TryTake(held: false, Stays, out var news), Is.Null);
        Assert.That(news, Does.StartWith("1000 connections are open"));
        taken[0].Dispose();
        Assert.That(_places.TryTake(held: false, Stays, out _), Is.Not.Null);
    }

    [Test]
    public void While_enough_are_held_no_other_one_is_taken()
    {
        var taken = Take(ConnectionPlaces.MaxHeld, held: true);
        Assert.That(_places.TryTake(held: false, Stays, out var news), Is.Null);
        Assert.That(news, Does.StartWith("250 connections wait for a pod"));
        taken[0].Through();
        taken[0].Through();
        Assert.That(_places.TryTake(held: true, Stays, out _), Is.Not.Null);
        Assert.That(_places.TryTake(held: true, Stays, out _), Is.Null);
    }

    [Test]
    public void That_there_is_no_place_is_news_again_only_after_a_tenth_was_free()
    {
        var taken = Take(ConnectionPlaces.MaxOpen, held: false);
        Assert.That(News(), Is.Not.Null);
        Assert.That(News(), Is.Null);
        taken[0].Dispose();
        taken[0] = Take(1, held: false)[0];
        Assert.That(News(), Is.Null, "one place was free");
        taken.ForEach(p => p.Dispose());
        Take(ConnectionPlaces.MaxOpen, held: false);
        Assert.That(News(), Is.Not.Null);
    }

    [Test]
    public void That_too_many_are_held_is_news_again_once_a_tenth_has_reached_its_pod()
    {
        var taken = Take(ConnectionPlaces.MaxHeld, held: true);
        Assert.That(News(), Is.Not.Null);
        taken.ForEach(p => p.Through());
        Take(ConnectionPlaces.MaxHeld, held: true);
        Assert.That(News(), Is.Not.Null);
    }

    [Test]
    public void The_places_of_held_clients_that_have_left_are_free_once_places_run_out_and_looked_for_once_a_second()
    {
        var clock = new FakeClock();
        var places = new ConnectionPlaces(clock);
        var looks = 0;
        var hasLeft = false;
        var taken = Enumerable.Range(0, ConnectionPlaces.MaxHeld).Select(_ => places.TryTake(held: true, Look, out var _)!).ToList();
        Assert.That(looks, Is.Zero, "there are places");
        for (var i = 0; i < 10; i++)
        {
            Assert.That(places.TryTake(held: true, Look, out _), Is.Null);
        }

        Assert.That(looks, Is.EqualTo(ConnectionPlaces.MaxHeld));
        hasLeft = true;
        clock.Advance(ConnectionPlaces.SweepInterval);
        Assert.That(places.TryTake(held: true, Look, out _), Is.Not.Null);
        Assert.That(taken.Select(p => p.ClientLeft.IsCancellationRequested), Has.All.True);
        taken.ForEach(p => p.Dispose());
        Assert.That(Enumerable.Range(0, ConnectionPlaces.MaxHeld).Count(_ => places.TryTake(held: true, Stays, out var _) is not null), Is.EqualTo(ConnectionPlaces.MaxHeld - 1));

        bool Look()
        {
            looks++;
            return hasLeft;
        }
    }

    private static bool Stays() => false;

    private List<ConnectionPlace> Take(int count, bool held) => [.. Enumerable.Range(0, count).Select(i => _places.TryTake(held, Stays, out _)!)];

    private string? News()
    {
        _places.TryTake(held: false, Stays, out var news);
        return news;
    }
}
