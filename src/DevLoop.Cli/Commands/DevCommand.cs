using System.CommandLine;
using DevLoop.Cli.Console;
using DevLoop.Cli.Hosting;
using DevLoop.Forwarding.Configuration;
using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Hosting;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Reach;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DevLoop.Cli.Commands;

/// <summary>
/// <c>devloop dev</c>, <c>debug</c>, <c>run</c> and <c>deploy</c>: forwards what the configuration names and what the cluster shows,
/// until Ctrl+C. They differ in what they forward by default.
/// </summary>
internal sealed class DevCommand
{
    private readonly Option<bool> _strictPorts = new("--strict-ports") { Description = "A local port that is taken is an error, and no reason to take another one." };

    private readonly Option<string> _drain = new("--drain")
    {
        Description = "How long connections that are open may go on after Ctrl+C, such as 500ms or 5s; 0s ends them at once.",
        DefaultValueFactory = _ => "2s",
        HelpName = "TIME",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "What stdout gets: lines for people, or one JSON object an event.",
        DefaultValueFactory = _ => "text",
        HelpName = "text|json",
    };

    private readonly HoldOption _hold = new();
    private readonly ConfigurationFileOptions _files = new();
    private readonly ScopeOptions _scope = new();
    private readonly WireOptions _wire = new();
    private readonly ClusterOptions _cluster = new();
    private readonly string _name;
    private readonly IUserConsole _console;
    private readonly ProcessEnvironment _environment;
    private readonly TimeProvider _time;

    private DevCommand(string name, IUserConsole console, ProcessEnvironment environment, TimeProvider time)
    {
        _name = name;
        _console = console;
        _environment = environment;
        _time = time;
    }

    /// <param name="name">One of <see cref="ModeTable.CommandNames"/>.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="console">Where to write.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="time">The clock.</param>
    public static Command Create(string name, string description, IUserConsole console, ProcessEnvironment environment, TimeProvider time)
    {
        var self = new DevCommand(name, console, environment, time);
        var command = new Command(name, description);
        self._files.AddTo(command);
        self._scope.AddTo(command);
        self._hold.AddTo(command);
        foreach (var option in (ReadOnlySpan<Option>)[self._strictPorts, self._drain, self._output])
        {
            command.Add(option);
        }

        self._wire.AddTo(command);
        self._cluster.AddWithoutNamespaceTo(command);
        new CommandFrame(console).SetAction(command, self.RunAsync);
        return command;
    }

    private async Task RunAsync(ParseResult result, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        var modes = _scope.Modes(result, _name);
        var namespaces = _scope.Namespaces(result);
        var hold = _hold.Read(result);
        var drain = DurationText.Parse(result.GetValue(_drain)!, "--drain", allowZero: true);
        var isJson = IsJson(result.GetValue(_output)!);
        var sessions = _wire.Read(result, loggerFactory, _time);
        var pooling = _wire.ReadPooling(result);
        if (modes == ForwardModes.None)
        {
            var why = _scope.HasModes(result) ? "with this --port-forward" : "without --port-forward";
            await _console.Error.WriteLineAsync($"Nothing to do: devloop {_name} forwards nothing {why}.");
            return;
        }

        var cluster = ClusterConfigurationLoader.Load(_cluster.Read(result, _console.Error.WritePlainLine), _environment);
        var request = _files.Read(result, _name, cluster.Context, _environment.Variables) with { IsOptional = modes != ForwardModes.User };
        var loader = new ConfigurationLoader(new DiskFiles(), new MachineAddresses());
        var configuration = Load(loader, request, modes);

        // One that was there is missed when it goes.
        request = request with { IsOptional = configuration?.MainFile is null };
        var currentNamespace = NamespaceName.Check(cluster.Namespace);
        var scope = _scope.Read(result, modes, namespaces, currentNamespace);

        using var transport = new ClusterTransport(cluster, loggerFactory, _time);
        using var memory = LocalPortMemory.Open(
            StateFolder.Of(_environment), configuration?.MainFile ?? request.WorkingDirectory, loggerFactory, _time);
        var reporter = new ForwardReporter(new SkaffoldWords(), isJson ? _console.Error : _console.Out, _console.Error, cancellationToken);
        await using var events = new EventQueue(isJson ? [new JsonEventWriter(_console.Out, _time), reporter] : [reporter], loggerFactory, _time);
        using var reach = new ClusterReach(cluster.Server, reporter.Inform, reporter.Warn, _time);
        if (memory.HeldByAnotherSentence is { } another)
        {
            reporter.Warn(another);
        }

        var options = new ForwardingOptions
        {
            Scope = scope,
            CurrentNamespace = currentNamespace,
            TargetNamespaces = namespaces,
            Configuration = configuration,
            StrictPorts = result.GetValue(_strictPorts),
            Hold = hold,
            Drain = drain,
            Pooling = pooling,
        };
        await ForwardingHost.RunAsync(
            services => services
                .AddSingleton(loggerFactory)
                .AddSingleton(_time)
                .AddSingleton(new ApiClient(transport, loggerFactory))
                .AddSingleton(sessions(transport))
                .AddSingleton(reach)
                .AddSingleton(new ConfigurationWatcher(loader, request, _time))
                .AddSingleton(memory)
                .AddSingleton<IForwardEventSink>(events)
                .AddSingleton<IForwardNotices>(reporter)
                .AddForwarding(options),
            cancellationToken);
    }

    /// <summary>What the files say; null where they are not asked.</summary>
    /// <exception cref="ConfigurationException">They have errors.</exception>
    private PortForwardConfiguration? Load(ConfigurationLoader loader, ConfigurationRequest request, ForwardModes modes)
    {
        if (!modes.HasFlag(ForwardModes.User))
        {
            return null;
        }

        var configuration = loader.Load(request);
        foreach (var problem in configuration.Problems)
        {
            _console.Error.WritePlainLine(problem.ToString());
        }

        configuration.ThrowIfErrors();
        return configuration;
    }

    private static bool IsJson(string output) => output switch
    {
        "text" => false,
        "json" => true,
        _ => throw new ForwardArgumentException($"There is no output form '{output}': give -o text or -o json."),
    };
}
