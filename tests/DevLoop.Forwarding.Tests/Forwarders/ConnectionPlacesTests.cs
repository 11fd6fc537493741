using DevLoop.Forwarding.Forwarders;

namespace DevLoop.Forwarding.Tests.Forwarders;

internal sealed class ConnectionPlacesTests
{
    private readonly ConnectionPlaces _places = new();

    [Test]
    public void No_more_are_open_than_the_bound_allows()
    {
        var taken = Take(ConnectionPlaces.MaxOpen, held: false);
        Assert.That(_places.TryTake(held: false, out var news), Is.Null);
        Assert.That(news, Does.StartWith("1000 connections are open"));
        taken[0].Dispose();
        Assert.That(_places.TryTake(held: false, out _), Is.Not.Null);
    }

    [Test]
    public void While_enough_are_held_no_other_one_is_taken()
    {
        var taken = Take(ConnectionPlaces.MaxHeld, held: true);
        Assert.That(_places.TryTake(held: false, out var news), Is.Null);
        Assert.That(news, Does.StartWith("250 connections wait for a pod"));
        taken[0].Through();
        taken[0].Through();
        Assert.That(_places.TryTake(held: true, out _), Is.Not.Null);
        Assert.That(_places.TryTake(held: true, out _), Is.Null);
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

    private List<ConnectionPlace> Take(int count, bool held) => [.. Enumerable.Range(0, count).Select(i => _places.TryTake(held, out _)!)];

    private string? News()
    {
        _places.TryTake(held: false, out var news);
        return news;
    }
}
