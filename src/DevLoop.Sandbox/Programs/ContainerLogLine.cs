namespace DevLoop.Sandbox.Programs;

/// <summary>One line a container wrote, without its line feed.</summary>
internal readonly record struct ContainerLogLine(DateTimeOffset Time, string Text);
