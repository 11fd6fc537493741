using System.Reflection;
using DevLoop.Cli.Commands;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Tests.Hosting;

internal sealed class LogEventIdsTests
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Test]
    public void No_two_messages_of_the_program_share_an_event_id()
    {
        var messages = Assemblies(typeof(DevLoopProgram).Assembly)
            .SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetMethods(All))
            .Select(m => (Name: $"{m.DeclaringType!.FullName}.{m.Name}", Message: m.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(m => m.Message is not null)
            .ToLookup(m => m.Message!.EventId, m => m.Name);
        Assert.Multiple(() =>
        {
            Assert.That(messages.SelectMany(m => m).Select(n => n.Split('.')[1]).Distinct(), Is.EquivalentTo(["Cli", "Forwarding", "Kubernetes", "PortForward", "Sandbox"]));
            Assert.That(messages.Where(m => m.Count() > 1).Select(m => $"{m.Key}: {string.Join(", ", m)}"), Is.Empty);
        });
    }

    /// <summary>One of ours and those of ours that it needs.</summary>
    private static IEnumerable<Assembly> Assemblies(Assembly root) => root.GetReferencedAssemblies()
        .Where(n => n.Name!.StartsWith("DevLoop.", StringComparison.Ordinal))
        .SelectMany(n => Assemblies(Assembly.Load(n)))
        .Prepend(root)
        .Distinct();
}
