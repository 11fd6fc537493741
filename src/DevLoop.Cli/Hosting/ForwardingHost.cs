using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DevLoop.Cli.Hosting;

/// <summary>The generic host of the commands that forward until they are asked to end.</summary>
internal static class ForwardingHost
{
    /// <summary>Runs the hosted services until cancelled, or until one of them fails, and waits until all have ended.</summary>
    /// <exception cref="Exception">What made a hosted service fail.</exception>
    public static async Task RunAsync(Action<IServiceCollection> configure, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        configure(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        var host = builder.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            await host.WaitForShutdownAsync(cancellationToken);
            foreach (var service in host.Services.GetServices<IHostedService>().OfType<BackgroundService>())
            {
                await (service.ExecuteTask ?? Task.CompletedTask);
            }
        }
        finally
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
    }

    /// <summary>The program itself takes the signals, see <see cref="Termination"/>.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
