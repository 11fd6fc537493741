using System.Collections.Concurrent;
using System.Collections.Immutable;
using DevLoop.Kubernetes.Api;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Kubernetes.Informers;

/// <summary>Gets objects by their names, for who may do no more than that.</summary>
internal sealed class GetPoll<T>(InformerContext<T> context)
    where T : class, IResource<T>
{
    /// <summary>The requests on their way at one time.</summary>
    private const int AtOnce = 8;

    /// <summary>
    /// Gets each of the names once and makes the view agree; objects of other names stay in it as they are. A role may allow
    /// some names and not others: those that are refused do not hurt the rest.
    /// </summary>
    /// <exception cref="ApiException">All of them are refused.</exception>
    public async Task PollAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var found = new ConcurrentBag<T>();
        var answers = new ConcurrentDictionary<string, ApiException?>();
        var limits = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(names, limits, async (name, token) =>
        {
            try
            {
                var resource = await context.Api.GetAsync<T>(context.Options.Namespace, name, token);
                answers[name] = null;
                if (resource.Metadata.Name == name)
                {
                    found.Add(resource);
                }
            }
            catch (ApiException e) when (e.Reason == ApiError.NotFound)
            {
                answers[name] = null;
            }
            catch (ApiException e) when (InformerContext<T>.IsRefusal(e))
            {
                answers[name] = e;
            }
        });

        if (answers.Values.All(e => e is not null) && answers.Values.FirstOrDefault() is { } refusal)
        {
            context.Refused("get", refusal);
            throw refusal;
        }

        var known = context.View.View.Where(r => !answers.TryGetValue(r.Metadata.Name, out var refused) || refused is not null);
        context.View.Replace([.. known, .. found]);
        Tell(answers);
    }

    private void Tell(ConcurrentDictionary<string, ApiException?> answers)
    {
        var missing = answers.Where(a => a.Value?.Reason == ApiError.Forbidden).Select(a => context.Permission("get", a.Key)).ToList();
        foreach (var permission in missing.Except(context.Status.Current.Missing))
        {
            InformerLog.Refused(context.Logger, permission.ToString());
        }

        context.Follows(InformerFollowing.PollingGet, s => s.Got(answers.ToImmutableDictionary(), missing));
    }
}
