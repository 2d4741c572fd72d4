using Antiphon.Http;

namespace Antiphon.Cli;

/// <summary>Turns the outcome of an operation into the value, or into the sentence that ends the command.</summary>
internal static class Outcome
{
    public static T OrFail<T>(this Result<T> result, string missing) => result.Failure switch
    {
        null => result.Value,
        Failure.InvalidInput invalid => throw new CommandException(string.Join(" ", Sentences(invalid.Errors))),
        Failure.Missing => throw new CommandException(missing),
        Failure.Conflicting { Message: { } message } => throw new CommandException(message),
        var other => throw new InvalidOperationException($"No sentence is known for {other}."),
    };

    /// <summary>Each field's messages, as <c>plan: Must be one of: …</c></summary>
    public static IEnumerable<string> Sentences(FieldErrors errors) => errors.Lines();
}
