namespace DevLoop.Sandbox.Controllers;

/// <summary>The object that a controller is to look at.</summary>
internal readonly record struct ObjectKey(string Namespace, string Name);
