using System.CommandLine;
using System.CommandLine.Parsing;
using DevLoop.Cli.Console;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary><c>devloop port-forward</c>, as kubectl and oc have it, but for its end: it outlives its pod and its connections.</summary>
internal sealed class PortForwardCommand
{
    private readonly Argument<string> _resource = new("TYPE/NAME") { Description = "What to forward to: NAME or pod/NAME, service/NAME, deployment/NAME, and so on for every kind that has pods." };

    private readonly Argument<string[]> _ports = new("[LOCAL:]REMOTE")
    {
        Description = "The ports, by number or by name: 5000, 6000:5000, 8080:http; :5000 takes any free local port.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> _addresses = new("--address")
    {
        Description = "An address to listen on, several times or with commas: an IP address of this machine, or localhost.",
        DefaultValueFactory = _ => ["localhost"],
        HelpName = "ADDRESS",
    };

    private readonly Option<string> _podRunningTimeout = new("--pod-running-timeout")
    {
        Description = "How long to wait for a pod at the start, such as 5s, 2m or 1h.",
        DefaultValueFactory = _ => "1m0s",
        HelpName = "TIME",
    };

    private readonly HoldOption _hold = new();
    private readonly WireOptions _wire = new();
    private readonly ClusterOptions _cluster = new();
    private readonly IUserConsole _console;
    private readonly ProcessEnvironment _environment;
    private readonly TimeProvider _time;

    private PortForwardCommand(IUserConsole console, ProcessEnvironment environment, TimeProvider time)
    {
        _console = console;
        _environment = environment;
        _time = time;
    }

    public static Command Create(IUserConsole console, ProcessEnvironment environment, TimeProvider time)
    {
        var self = new PortForwardCommand(console, environment, time);
        var command = new Command("port-forward", "Forward local ports to a pod, or to a pod of a Service or workload, until Ctrl+C.")
        {
            self._resource, self._ports, self._addresses, self._podRunningTimeout,
        };
        self._hold.AddTo(command);
        self._wire.AddTo(command);
        self._cluster.AddTo(command);
        foreach (var argument in command.Arguments)
        {
            argument.Validators.Add(RefuseOptions);
        }

        new CommandFrame(console).SetAction(command, self.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var hint = SpacedReference.Hint(result.GetValue(_resource)!, result.GetValue(_ports)!);
        try
        {
            await ForwardAsync(result, loggerFactory, cancellationToken);
        }
        catch (ForwardArgumentException e) when (hint is not null)
        {
            throw new ForwardArgumentException($"{e.Message} {hint}", e);
        }
        catch (ResourceNotFoundException e) when (hint is not null)
        {
            throw new ResourceNotFoundException($"{e.Message} {hint}", e);
        }
    }

    private async Task ForwardAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var resource = ResourceReference.Parse(result.GetValue(_resource)!);
        var ports = result.GetValue(_ports)!.Select(PortMapping.Parse).ToList();
        var addresses = result.GetValue(_addresses)!.SelectMany(a => a.Split(',', StringSplitOptions.TrimEntries)).Select(ListenAddress.Parse).ToList();
        var podRunningTimeout = DurationText.Parse(result.GetValue(_podRunningTimeout)!, "--pod-running-timeout");
        var hold = _hold.Read(result);
        var sessions = _wire.Read(result, loggerFactory, _time);
        var pooling = _wire.ReadPooling(result);

        var configuration = ClusterConfigurationLoader.Load(_cluster.Read(result, _console.Error.WritePlainLine), _environment);
        var ns = NamespaceName.Check(configuration.Namespace);
        using var cluster = new ClusterTransport(configuration, loggerFactory, _time);

        // No forward ends but with the command, which says why.
        var reporter = new ForwardReporter(new KubectlWords(), _console.Out, _console.Error, ending: new CancellationToken(canceled: true));
        await using var events = new EventQueue([reporter], loggerFactory, _time);
        using var reach = new ClusterReach(configuration.Server, reporter.Inform, reporter.Warn, _time);
        var run = new PortForwardRun(new ApiClient(cluster, loggerFactory), sessions(cluster), pooling, reach, events, reporter, loggerFactory, _time);
        var order = new PortForwardOrder(resource, ns, ports, addresses) { PodRunningTimeout = podRunningTimeout, Hold = hold };
        await run.RunAsync(order, cancellationToken);
    }

    /// <summary>What looks like an option and is none of ours would else be taken for a port.</summary>
    private static void RefuseOptions(ArgumentResult result)
    {
        foreach (var token in result.Tokens.Where(t => t.Value.StartsWith('-')))
        {
            result.AddError($"There is no option '{token.Value}'.");
        }
    }
}
