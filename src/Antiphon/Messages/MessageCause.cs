namespace Antiphon.Messages;

/// <summary>What else is known of a message that is written, besides its own members.</summary>
/// <param name="ActionPolicy">What to do when an action of it fails: <c>force</c>, <c>retry</c> or <c>cancel</c>.</param>
/// <param name="RuleId">The rule that writes it.</param>
internal readonly record struct MessageCause(string? ActionPolicy = null, long? RuleId = null);
