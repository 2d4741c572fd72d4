using Antiphon.Language.Templates;

namespace Antiphon.Facts;

/// <summary>A ticket and what belongs to it, as far as it was asked for. It does not change with the ticket: whoever changed it reads it again.</summary>
/// <param name="Facts">The roots <c>ticket</c>, <c>message</c> and <c>current_user</c>.</param>
/// <param name="Language">The ticket's language.</param>
internal sealed record TicketFacts(IFacts Facts, string? Language);
