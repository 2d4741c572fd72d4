using Antiphon.Contract;
using Antiphon.Language;
using Antiphon.Rules.Running;

namespace Antiphon.Rules;

/// <summary>What is allowed in a rule and will hardly do what its author means.</summary>
internal static class RuleWarnings
{
    /// <summary>The warnings of a rule that was saved, one header for each.</summary>
    public const string Header = "Antiphon-Warning";

    public static IReadOnlyList<string> Of(RuleCode code, IReadOnlyCollection<string>? eventTypes)
    {
        if (eventTypes?.Contains(RuleTrigger.TicketUpdated) is not true)
        {
            return [];
        }

        var hidden = code.Paths.Select(UpdatedFacts.HiddenIn).OfType<string>().Distinct(StringComparer.Ordinal).Select(name => $"message.{name}").ToArray();
        return hidden.Length == 0
            ? []
            : [$"A rule that ticket-updated starts cannot read {string.Join(", ", hidden)}: such a condition is unknown, and neither its branch nor its else runs. Use ticket-message-created."];
    }

    /// <summary>Puts the warnings of a rule on the answer.</summary>
    public static void Tell(HttpContext http, Rule rule)
    {
        if (RuleCode.Parse(rule.Code).Value is { } code)
        {
            foreach (var warning in Of(code, rule.EventTypes))
            {
                http.Response.Headers.Append(Header, warning);
            }
        }
    }
}
