using System.Net;
using System.Text.RegularExpressions;

namespace DevLoop.Kubernetes.Api;

/// <summary>Says in one sentence what the API refused and what to do about it.</summary>
internal static partial class RefusalSentence
{
    public static string For(ApiOperation operation, HttpStatusCode code, ApiStatus? status, string? text)
    {
        var said = PlainText.Of(status?.Message ?? text);
        return (int)code switch
        {
            401 => $"The cluster does not accept these credentials (401, to {operation}): log in again or renew the token{Quote(said)}",
            403 => Forbidden(operation, said),
            404 => NotFound(operation, said),
            410 => $"What was known of {operation.Resource} is too old to go on from (410, to {operation}){Quote(said)}",
            429 => $"The cluster asks for fewer requests (429, to {operation}): try again later{Quote(said)}",
            _ => $"The cluster refused to {operation} ({(int)code}{(status?.Reason is { Length: > 0 } reason ? " " + PlainText.Of(reason, 80) : "")}){Quote(said)}",
        };
    }

    private static string Forbidden(ApiOperation operation, string said)
    {
        // The server knows best which verb was missing: an upgrade by GET was once checked as "get".
        var match = Missing().Match(said);
        var verb = match.Success ? match.Groups["verb"].Value : operation.Verb;
        var resource = match.Success ? match.Groups["resource"].Value : operation.Resource;
        var place = operation.Namespace is null ? "" : $" in namespace '{PlainText.Of(operation.Namespace, 80)}'";
        return $"You may not {verb} {resource}{place} (403): ask for a role with the verb '{verb}' on '{resource}'{Quote(said)}";
    }

    private static string NotFound(ApiOperation operation, string said)
    {
        if (operation.Name is null)
        {
            return $"The cluster does not know {operation.Resource} (404, to {operation}){Quote(said)}";
        }

        var thing = $"{operation.Resource.Split('/')[0].TrimEnd('s')} '{PlainText.Of(operation.Name, 260)}'";
        return operation.Namespace is null
            ? $"There is no {thing}, or it does not have what was asked for (404): check the name{Quote(said)}"
            : $"There is no {thing} in namespace '{PlainText.Of(operation.Namespace, 80)}' (404): check the name and the namespace{Quote(said)}";
    }

    private static string Quote(string said) => said.Length == 0 ? "." : $". The server says: {said}";

    [GeneratedRegex("""cannot (?<verb>[a-z]+) resource "(?<resource>[A-Za-z0-9./-]+)" """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Missing();
}
