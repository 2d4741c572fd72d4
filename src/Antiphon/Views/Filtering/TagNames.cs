using Antiphon.Data;
using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>The ids of the tags that conditions name.</summary>
internal sealed class TagNames(IReadOnlyList<(long Id, string Name)> tags)
{
    public static readonly TagNames None = new([]);

    private readonly ILookup<string, long> exact = tags.ToLookup(tag => tag.Name, tag => tag.Id, StringComparer.Ordinal);
    private readonly ILookup<string, long> folded = tags.ToLookup(tag => Folding.Fold(tag.Name), tag => tag.Id, StringComparer.Ordinal);

    public long[] Exactly(string name) => [.. exact[name]];

    public IEnumerable<long> Folded(string name) => folded[name];

    /// <summary>The names that conditions look for, folded; empty when none does.</summary>
    public static string[] In(IEnumerable<Condition> conditions, IReadOnlyDictionary<string, string?> variables) =>
    [
        .. conditions.SelectMany(condition => condition.Comparisons())
            .Where(comparison => comparison.Path.Pattern == "ticket.tags.name")
            .SelectMany(comparison => comparison.Values)
            .Select(constant => Variables.Resolve(constant, FieldKind.Text, variables))
            .OfType<TextConstant>()
            .Select(name => Folding.Fold(name.Value))
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Answers rows of id and name.</summary>
    public static Sql Select(long accountId, string[] folded) => Sql.Of($"select id, name from tags where account_id = {accountId} and filter_fold(name) = any({folded})");
}
