using System.Security.Authentication;

namespace DevLoop.Kubernetes.Api;

/// <summary>The server's certificate was refused; the message says why.</summary>
internal sealed class ServerCertificateException(string why) : AuthenticationException(why);
