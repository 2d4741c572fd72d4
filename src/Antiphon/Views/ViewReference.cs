using System.Globalization;
using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.Views;

/// <summary>
/// What a filter names, as the column <c>refers_to</c> spells it. A deletion looks its object up there, so a filter that has lost its meaning lists
/// nothing instead of something else.
/// </summary>
internal static class ViewReference
{
    public static string User(long id) => $"user:{id}";

    public static string Team(long id) => $"team:{id}";

    public static string Customer(long id) => $"customer:{id}";

    public static string Integration(long id) => $"integration:{id}";

    /// <summary>A tag is named by its id or by its name, whatever the case.</summary>
    public static IEnumerable<string> Tag(long id, string name) => [$"tag:{id}", TagName(name)];

    /// <summary>All that a condition names.</summary>
    public static string[] In(Condition condition) => [.. condition.Comparisons().SelectMany(Of).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Of(Comparison comparison) => comparison.Path.Pattern switch
    {
        "ticket.assignee_user.id" => Ids(comparison, "user"),
        "ticket.assignee_team.id" => Ids(comparison, "team"),
        "ticket.customer.id" or "customer.id" => Ids(comparison, "customer"),
        "ticket.integrations.id" or "ticket.messages.integration_id" or "ticket.store.id" => Ids(comparison, "integration"),
        "ticket.tags.id" => Ids(comparison, "tag"),
        "ticket.tags.name" => comparison.Values.OfType<TextConstant>().Select(name => TagName(name.Value)),
        _ => [],
    };

    private static IEnumerable<string> Ids(Comparison comparison, string kind) =>
        comparison.Values.OfType<NumberConstant>().Select(id => string.Create(CultureInfo.InvariantCulture, $"{kind}:{id.Text}"));

    private static string TagName(string name) => $"tag-name:{name.ToLowerInvariant()}";
}
