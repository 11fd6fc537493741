namespace DevLoop.Sandbox.Errors;

/// <summary>One entry of <c>details.causes</c> of a <c>Status</c>.</summary>
internal sealed record StatusCause(string Reason, string Message, string Field);
