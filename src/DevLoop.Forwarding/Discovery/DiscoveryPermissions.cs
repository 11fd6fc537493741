using DevLoop.Forwarding.Configuration;
using DevLoop.Kubernetes;
using DevLoop.Kubernetes.Informers;
using DevLoop.Kubernetes.Resources;

namespace DevLoop.Forwarding.Discovery;

/// <summary>Says what it costs that the cluster lets nobody look.</summary>
internal static class DiscoveryPermissions
{
    /// <summary>The sentence for a person; null for a permission that discovery does without.</summary>
    public static string? WhatLackCosts(MissingPermission permission, ForwardModes modes)
    {
        var what = permission.Resource == Service.Kind.Plural ? "Services" : modes.HasFlag(ForwardModes.Pods) ? "Ports of pods" : "Debug ports";
        var place = permission.Namespace is { } ns ? $"in namespace '{PlainText.Of(ns, 63)}'" : "in all namespaces";
        var lack = $"{permission.Verb} on {permission.Resource} {place} is forbidden";
        var remedy = $"ask for a role with the verb '{permission.Verb}' on '{permission.Resource}'"
            + (permission.Namespace is null ? ", or give the namespaces that you may look in (--namespace)" : "");
        return permission.Verb switch
        {
            "list" => $"{what} are not forwarded: {lack}; {remedy}.",
            "watch" => $"{what} are forwarded and released some seconds late: {lack}; {remedy}.",
            _ => null,
        };
    }
}
