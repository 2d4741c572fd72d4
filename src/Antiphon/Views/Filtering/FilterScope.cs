using System.Globalization;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Language;
using Antiphon.Language.Conditions;

namespace Antiphon.Views.Filtering;

/// <summary>What the translation of filters depends on besides the filters: whose they are, the moment, and what the names in them stand for.</summary>
internal sealed record FilterScope(long AccountId, long? UserId, DateTimeOffset Now)
{
    public IReadOnlyDictionary<string, string?> Variables { get; init; } = new Dictionary<string, string?>();

    public TagNames Tags { get; init; } = TagNames.None;
}

/// <summary>Looks up what filters name: nothing, mostly, which costs no statement.</summary>
internal sealed class PrepareFilters(DeskDb db, TimeProvider clock)
{
    public async Task<FilterScope> RunAsync(IReadOnlyList<Condition> conditions, Actor actor, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string?> { ["current_user.id"] = actor.UserId?.ToString(CultureInfo.InvariantCulture) };
        var wanted = conditions.SelectMany(condition => condition.Comparisons()).SelectMany(comparison => comparison.Values).OfType<VariableConstant>();
        if (actor.UserId is { } userId && wanted.Any(variable => variable.Name is "current_user.email" or "current_user.name"))
        {
            (variables["current_user.email"], variables["current_user.name"]) = await db.SingleAsync(
                $"select email, name from users where account_id = {actor.AccountId} and id = {userId}", row => (row.Text(0), row.Text(1)), cancellationToken);
        }

        var scope = new FilterScope(actor.AccountId, actor.UserId, clock.Now()) { Variables = variables };
        var names = TagNames.In(conditions, variables);
        return names.Length == 0
            ? scope
            : scope with { Tags = new(await db.ListAsync(TagNames.Select(actor.AccountId, names), row => (row.GetInt64(0), row.GetString(1)), cancellationToken)) };
    }
}
