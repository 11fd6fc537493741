using DevLoop.Forwarding.Configuration.Files;
using DevLoop.Forwarding.Events;
using DevLoop.Forwarding.Forwarders;
using DevLoop.Forwarding.LocalPorts;
using DevLoop.Forwarding.Reach;
using DevLoop.Forwarding.Sessions;
using DevLoop.Forwarding.Targets;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Informers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DevLoop.Forwarding.Hosting;

/// <summary>Registers what forwards for as long as a host runs.</summary>
public static class ForwardingServices
{
    /// <summary>
    /// Adds the supervisor and what tells it what is wanted. The caller adds an <see cref="ApiClient"/>, a
    /// <see cref="SessionOpener"/>, a <see cref="ClusterReach"/>, a <see cref="ConfigurationWatcher"/>, a <see cref="LocalPortMemory"/>, an
    /// <see cref="IForwardEventSink"/>, an <see cref="IForwardNotices"/>, an <see cref="ILoggerFactory"/> and a
    /// <see cref="TimeProvider"/>.
    /// </summary>
    public static IServiceCollection AddForwarding(this IServiceCollection services, ForwardingOptions options) => services
        .AddSingleton(options)
        .AddSingleton(p => new InformerPool(
            p.GetRequiredService<ApiClient>(),
            InformerReconnect.Create(p.GetRequiredService<TimeProvider>()),
            p.GetRequiredService<ILoggerFactory>(),
            p.GetRequiredService<TimeProvider>()))
        .AddSingleton(p => new FollowedCluster(p.GetRequiredService<InformerPool>(), p.GetRequiredService<ClusterReach>()))
        .AddSingleton(p => new LocalPortAllocator(p.GetRequiredService<LocalPortMemory>(), options.StrictPorts))
        .AddSingleton<IPodConnector>(p => new SessionPool(
            new ReachTellingOpener(p.GetRequiredService<SessionOpener>(), p.GetRequiredService<ClusterReach>()),
            options.Pooling,
            p.GetRequiredService<ILoggerFactory>().CreateLogger<SessionPool>(),
            p.GetRequiredService<TimeProvider>()))
        .AddSingleton(_ => ConnectionBudget.OfProcess())
        .AddSingleton(p => new ForwarderServices(
            p.GetRequiredService<IPodConnector>(),
            new PodCheck(p.GetRequiredService<ApiClient>()),
            p.GetRequiredService<IForwardEventSink>(),
            p.GetRequiredService<ILoggerFactory>().CreateLogger<Forwarder>(),
            p.GetRequiredService<TimeProvider>()) { Budget = p.GetRequiredService<ConnectionBudget>(), Hold = options.Hold, Drain = options.Drain })
        .AddSingleton<ForwardSupervisor>()
        .AddHostedService(p => p.GetRequiredService<ForwardSupervisor>())
        .AddHostedService<EntryFeed>();
}
