namespace DevLoop.Kubernetes.Authentication;

/// <summary>Why a cluster's address or credentials could not be had.</summary>
public enum KubeconfigError
{
    /// <summary>There is no kubeconfig, and this is not a pod with a service account.</summary>
    NoConfiguration,

    /// <summary>The file that was asked for does not exist.</summary>
    FileNotFound,

    /// <summary>A file exists and cannot be read.</summary>
    FileUnreadable,

    /// <summary>A kubeconfig is no YAML, or a field of it has the wrong shape.</summary>
    MalformedFile,

    /// <summary>No context was named and the kubeconfig sets no current one.</summary>
    NoCurrentContext,

    /// <summary>The context does not exist.</summary>
    UnknownContext,

    /// <summary>The cluster that the context or the command line names does not exist.</summary>
    UnknownCluster,

    /// <summary>The user that the context or the command line names does not exist.</summary>
    UnknownUser,

    /// <summary>The cluster's address or its proxy's is missing or no URL.</summary>
    BadServer,

    /// <summary>A certificate or its key is missing, unreadable, or does not fit.</summary>
    BadCertificate,

    /// <summary>A token or a password is missing, or holds what no HTTP header may hold.</summary>
    BadToken,

    /// <summary>Two fields contradict each other.</summary>
    Conflict,

    /// <summary>The user authenticates in a way that Kubernetes has dropped (auth-provider, exec v1alpha1).</summary>
    NotSupported,

    /// <summary>The exec plugin is not installed, or may not be executed.</summary>
    PluginNotFound,

    /// <summary>The exec plugin wants a terminal and there is none.</summary>
    PluginNeedsTerminal,

    /// <summary>The exec plugin ended with an error.</summary>
    PluginFailed,

    /// <summary>The exec plugin did not end in time.</summary>
    PluginTimedOut,

    /// <summary>The exec plugin printed something that is no credential.</summary>
    PluginAnswerMalformed,
}
