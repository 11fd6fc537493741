using DevLoop.Forwarding.Configuration.Profiles;

namespace DevLoop.Forwarding.Tests.Configuration.Profiles;

internal sealed class ProfileActivationTests
{
    private static readonly Dictionary<string, string> Variables = new() { ["STAGE"] = "production", ["EMPTY"] = "" };

    [TestCase("dev", "dev", true)]
    [TestCase("de", "dev", true)]
    [TestCase("^de$", "dev", false)]
    [TestCase("dev|debug", "debug", true)]
    [TestCase("!dev", "debug", true)]
    [TestCase("!dev", "dev", false)]
    [TestCase("!", "dev", false)]
    [TestCase("a[", "a[", true)]
    [TestCase("a[", "ba[", false)]
    [TestCase("!a[", "b", true)]
    [TestCase("(?=d)dev", "dev", false)]
    [TestCase("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", false)]
    public void A_pattern_matches_as_in_Skaffold(string pattern, string text, bool matches) =>
        Assert.That(ActivationPattern.Matches(pattern, text), Is.EqualTo(matches));

    [TestCase("STAGE", "prod", true)]
    [TestCase("STAGE", "!prod", false)]
    [TestCase("STAGE", "", false)]
    [TestCase("EMPTY", "", true)]
    [TestCase("UNSET", "", true)]
    [TestCase("UNSET", "x", false)]
    [TestCase("UNSET", "!x", true)]
    public void A_variable_is_compared_and_an_unset_one_is_empty(string name, string pattern, bool met) =>
        Assert.That(new ProfileActivation(null, (name, pattern), null).IsMet(new ActivationContext("dev", "kind", Variables)), Is.EqualTo(met));

    [TestCase("kind", "kind-dev", true)]
    [TestCase("!kind", "kind-dev", false)]
    [TestCase("!kind", "gke", true)]
    [TestCase("kind", null, false)]
    [TestCase("!kind", null, false)]
    public void A_context_that_is_not_known_meets_nothing(string pattern, string? context, bool met) =>
        Assert.That(new ProfileActivation(null, null, pattern).IsMet(new ActivationContext("dev", context, Variables)), Is.EqualTo(met));

    [TestCase("dev", "kind", true)]
    [TestCase("run", "kind", false)]
    [TestCase("dev", "gke", false)]
    public void All_that_one_item_names_must_hold(string command, string context, bool met) => Assert.That(
        new ProfileActivation("dev", ("STAGE", "prod"), "kind").IsMet(new ActivationContext(command, context, Variables)), Is.EqualTo(met));
}
