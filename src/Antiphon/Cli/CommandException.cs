namespace Antiphon.Cli;

/// <summary>A command cannot be done; the message is the sentence that the operator reads.</summary>
internal sealed class CommandException(string message) : Exception(message);

/// <summary>A command was given values that cannot be, which the parser alone could not see.</summary>
internal sealed class UsageException(string message) : Exception(message);
