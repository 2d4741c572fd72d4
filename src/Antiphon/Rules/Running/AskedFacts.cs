using Antiphon.Language.Conditions;

namespace Antiphon.Rules.Running;

/// <summary>What rules may ask for beside the ticket itself, so that nothing else is read. The ticket is always there: what changed about it is told.</summary>
internal readonly record struct AskedFacts(bool Customer, bool Message, bool User, bool FieldNames, bool Survey)
{
    public static AskedFacts Of(IEnumerable<ActiveRule> rules)
    {
        var asked = default(AskedFacts);
        foreach (var path in rules.SelectMany(rule => rule.Code.Paths))
        {
            asked = new AskedFacts(
                asked.Customer || LeadsToCustomer(path),
                asked.Message || path.Root == "message" || LeadsInto(path, "messages"),
                asked.User || path.Root == "user",
                asked.FieldNames || path.Segments is [NameSegment { Name: "custom_fields" }, IndexSegment, ..],
                asked.Survey || LeadsInto(path, "satisfaction_survey"));
        }

        return asked;
    }

    // Where a ticket can be answered depends on the addresses of its customer.
    private static bool LeadsToCustomer(FieldPath path) => LeadsInto(path, "customer") || LeadsInto(path, "requester") || LeadsInto(path, "reply_options");

    private static bool LeadsInto(FieldPath path, string member) => path is { Root: "ticket", Segments: [] } || path is { Root: "ticket", Segments: [NameSegment name, ..] } && name.Name == member;
}
