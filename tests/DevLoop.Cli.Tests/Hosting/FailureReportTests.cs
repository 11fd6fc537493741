using DevLoop.Cli.Hosting;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Targets;

namespace DevLoop.Cli.Tests.Hosting;

internal sealed class FailureReportTests
{
    private static IEnumerable<TestCaseData> Known()
    {
        yield return new TestCaseData(new ForwardArgumentException("why"), ExitCodes.Usage);
        yield return new TestCaseData(new ResourceNotFoundException("why"), ExitCodes.NotFound);
        yield return new TestCaseData(new LocalPortException(LocalPortError.Taken, "why", new IOException()), ExitCodes.LocalPort);
        yield return new TestCaseData(new NoPodException("why"), ExitCodes.NoPod);
        yield return new TestCaseData(new IOException("why"), ExitCodes.Failed);
    }

    [TestCaseSource(nameof(Known))]
    public void A_known_failure_speaks_for_itself(Exception e, int code) => AssertReport(e, code, "why");

    [Test]
    public void Errors_of_the_configuration_have_their_code()
    {
        var error = new ConfigurationProblem(ProblemSeverity.Error, new SourcePlace("skaffold.yaml", 1, 2), "why");
        AssertReport(new ConfigurationException([error]), ExitCodes.Configuration, "The configuration has an error: correct it and try again.");
    }

    [Test]
    public void An_unknown_failure_is_owned_up_to()
    {
        var report = FailureReport.Of(new InvalidOperationException("boo"));
        Assert.Multiple(() =>
        {
            Assert.That(report.ExitCode, Is.EqualTo(ExitCodes.Failed));
            Assert.That(report.Sentences.Single(), Does.Contain("InvalidOperationException: boo").And.Contains("--log-file"));
        });
    }

    private static void AssertReport(Exception e, int code, string sentence)
    {
        var report = FailureReport.Of(e);
        Assert.Multiple(() =>
        {
            Assert.That(report.ExitCode, Is.EqualTo(code));
            Assert.That(report.Sentences, Is.EqualTo([sentence]));
        });
    }
}
