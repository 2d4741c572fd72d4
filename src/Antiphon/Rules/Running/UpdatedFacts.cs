using System.Collections.Frozen;
using Antiphon.Contract;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;

namespace Antiphon.Rules.Running;

/// <summary>
/// Facts as the trigger ticket-updated shows them: without what messages say. An update is of the ticket, so no message is the one that it is about; a condition on the text
/// of one is unknown, not false, and neither branch runs.
/// </summary>
internal sealed class UpdatedFacts(IFacts facts) : IFacts
{
    private static readonly FrozenSet<string> Hidden = FrozenSet.Create(
        StringComparer.Ordinal, "text", "body_text", "body_html", "stripped_text", "stripped_html", "stripped_signature", "intents", "sentiments");

    public static IFacts Of(string trigger, IFacts facts) => trigger == RuleTrigger.TicketUpdated ? new UpdatedFacts(facts) : facts;

    public FactValue Read(FieldPath path) => HiddenIn(path) is null ? facts.Read(path) : FactValue.Unknown;

    /// <summary>What of a message the path leads to that this trigger does not know; null for a path that can be read.</summary>
    public static string? HiddenIn(FieldPath path)
    {
        var names = path.Segments.OfType<NameSegment>().Select(segment => segment.Name).ToArray();
        return (path.Root, names) switch
        {
            ("message", [var name, ..]) when Hidden.Contains(name) => name,
            ("ticket", ["messages", var name, ..]) when Hidden.Contains(name) => name,
            _ => null,
        };
    }
}
