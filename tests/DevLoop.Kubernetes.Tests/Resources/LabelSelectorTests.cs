using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Tests.Resources;

internal sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["app"] = "web",
        ["size"] = "3",
        ["example.com/tier"] = "front",
        ["empty"] = "",
    };

    [TestCase("app=web")]
    [TestCase("app==web")]
    [TestCase(" app = web , size = 3 ")]
    [TestCase("app!=db")]
    [TestCase("none!=db")]
    [TestCase("app in (db, web)")]
    [TestCase("app notin (db,cache)")]
    [TestCase("none notin (db)")]
    [TestCase("example.com/tier")]
    [TestCase("!none")]
    [TestCase("! none")]
    [TestCase("empty=")]
    [TestCase("empty in (x,)")]
    [TestCase("size>2")]
    [TestCase("size < 4")]
    [TestCase("size>-1,app,!none,empty=")]
    [TestCase("in=x,in!=y", false)]
    [TestCase("app=db", false)]
    [TestCase("app=Web", false)]
    [TestCase("app=web,app=db", false)]
    [TestCase("app=db,app=web", false)]
    [TestCase("app!=web", false)]
    [TestCase("app in (db,cache)", false)]
    [TestCase("app notin (db,web)", false)]
    [TestCase("none=", false)]
    [TestCase("none", false)]
    [TestCase("!app", false)]
    [TestCase("size>3", false)]
    [TestCase("size<3", false)]
    [TestCase("app>1", false)]
    [TestCase("none<1", false)]
    public void Labels_match_all_of_a_selector_or_not(string text, bool expected = true)
    {
        var selector = LabelSelector.Parse(text);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(selector.Matches(Labels), Is.EqualTo(expected));
            Assert.That(selector.IsEmpty, Is.False);
            Assert.That(LabelSelector.Parse(selector.ToString()).Matches(Labels), Is.EqualTo(expected), "as a request says it");
        }
    }

    [TestCase("tier in (b,a),app==web,!old", "app=web,tier in (b,a),!old")]
    [TestCase("app in (web)", "app=web")]
    [TestCase("app=a,app=b", "app=a,app in (b)")]
    [TestCase("app!=a, size>3,size<10,app", "app notin (a),size>3,size<10,app")]
    public void A_selector_is_said_as_requests_take_it(string text, string expected) =>
        Assert.That(LabelSelector.Parse(text).ToString(), Is.EqualTo(expected));

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" \t")]
    public void Nothing_asked_for_is_everything(string? text)
    {
        var selector = LabelSelector.Parse(text);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(selector.IsEmpty, Is.True);
            Assert.That(selector.Matches(new Dictionary<string, string>()), Is.True);
            Assert.That(selector.ToString(), Is.Empty);
        }
    }

    [TestCase("app=web,", "nothing at character 9, expected: the name of a label.")]
    [TestCase(",app", "',' at character 1, expected: the name of a label.")]
    [TestCase("=web", "'=' at character 1, expected: the name of a label.")]
    [TestCase("app=web tier", "'t' at character 9, expected: ',' or the end.")]
    [TestCase("app is web", "'is' at character 5, expected: in, notin, =, ==, !=, > or <.")]
    [TestCase("app & web", "nothing at character 5, expected: in, notin, =, ==, !=, > or <.")]
    [TestCase("app ! web", "'w' at character 7, expected: '='.")]
    [TestCase("app in web", "'w' at character 8, expected: '('.")]
    [TestCase("app in (a", "nothing at character 10, expected: ',' or ')'.")]
    [TestCase("app in ()", "')' at character 9, expected: a value.")]
    [TestCase("size>x", "'x' at character 6, expected: a whole number.")]
    [TestCase("size>", "nothing at character 6, expected: a whole number.")]
    [TestCase("-app", "'-app' at character 1, expected: the name of a label, as in app or example.com/app.")]
    [TestCase("a/b/c", "'a/b/c' at character 1, expected: the name of a label, as in app or example.com/app.")]
    [TestCase("A_b/c", "'A_b/c' at character 1, expected: the name of a label, as in app or example.com/app.")]
    [TestCase("app=a/b", "'a/b' at character 5, expected: the value of a label: at most 63 letters, digits, '-', '_' and '.', with a letter or digit at both ends.")]
    public void What_is_wrong_and_where_is_said_in_a_sentence(string text, string expected) => Assert.That(
        () => LabelSelector.Parse(text),
        Throws.TypeOf<FormatException>().With.Message.EqualTo($"'{PlainText.Of(text)}' is not a label selector: found {expected}"));

    [Test]
    public void Control_characters_are_not_repeated() => Assert.That(
        () => LabelSelector.Parse("app=\u001b[31m"),
        Throws.TypeOf<FormatException>().With.Message.EqualTo(
            "'app= [31m' is not a label selector: found what cannot be shown at character 5, expected: ',' or the end."));

    [Test]
    public void A_long_text_is_repeated_in_part() => Assert.That(
        () => LabelSelector.Parse(new string('x', 10_000)), Throws.TypeOf<FormatException>().With.Message.Length.LessThan(500));

    [TestCase("", new[] { "web" })]
    [TestCase("Near", new[] { "web" })]
    [TestCase("Gt", new string[0])]
    [TestCase("In", new string[0])]
    public void A_rule_that_makes_no_sense_matches_nothing(string op, string[] values) => Assert.That(
        new LabelRequirement { Key = "app", Operator = op, Values = values }.Matches(Labels), Is.False);
}
