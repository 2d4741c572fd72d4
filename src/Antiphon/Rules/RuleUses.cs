using System.Globalization;
using System.Text.Json;
using Antiphon.Actions;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Integrations;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Language.Rules;
using Antiphon.Language.Templates;
using Antiphon.Macros;
using Antiphon.Views;

namespace Antiphon.Rules;

/// <summary>What rules name in their actions, on or off: the account must not lose it while a rule would want it.</summary>
internal sealed class RuleUses(DeskDb db) : IMacroUse
{
    private static readonly string[] Tagging = ["addTags", "setTags"];

    public async Task<ILookup<long, string>> FindAsync(long[] macroIds, Actor actor, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(["applyMacro"], actor, cancellationToken);
        return rules
            .SelectMany(rule => rule.Actions.Where(action => action.Name is "applyMacro").Select(action => (Id: MacroArgument.Read(action.ArgumentsAsJson()), rule.Name)))
            .Where(use => use.Id is { } id && macroIds.Contains(id))
            .Distinct()
            .ToLookup(use => use.Id!.Value, use => use.Name);
    }

    /// <summary>The ids of the rules that put one of the tags on tickets.</summary>
    public async Task<IReadOnlyList<long>> OfTagsAsync(IReadOnlyCollection<string> names, Actor actor, CancellationToken cancellationToken)
    {
        var rules = await RulesAsync(Tagging, actor, cancellationToken);
        return [.. rules.Where(rule => rule.Actions.Any(action => Tagging.Contains(action.Name) && Names(action.ArgumentsAsJson()).Any(names.Contains))).Select(rule => rule.Id)];

        static IEnumerable<string> Names(JsonElement arguments) => arguments.TryGetProperty("tags", out var tags) ? TagArgument.Read(tags) : [];
    }

    /// <summary>The ids of the rules that ask about an integration, or name it in an action.</summary>
    public async Task<IReadOnlyList<long>> OfIntegrationAsync(long integrationId, Actor actor, CancellationToken cancellationToken)
    {
        var digits = integrationId.ToString(CultureInfo.InvariantCulture);
        var rules = await db.ListAsync(
            $"select id, code from rules where account_id = {actor.AccountId} and strpos(code, {digits}) > 0 order by id for share", row => (Id: row.GetInt64(0), Code: row.GetString(1)), cancellationToken);
        return [.. rules.Where(rule => RuleCode.Parse(rule.Code).TryGet(out var code) && code.Statements.Any(Names)).Select(rule => rule.Id)];

        bool Names(RuleStatement statement) => statement switch
        {
            RuleBranch branch => branch.Test.Comparisons().Any(Asks) || branch.Then.Any(Names) || branch.Else.Any(Names),
            RuleAction action => JsonTemplate.Parse(action.ArgumentsAsJson()).Paths.Any(path => IntegrationUses.Names(path, integrationId)),
            _ => false,
        };

        bool Asks(Comparison comparison) => ViewReference.In(comparison).Contains(ViewReference.Integration(integrationId))
            || comparison.Path.Segments.Zip(comparison.Path.Segments.Skip(1)).Any(pair => pair is (NameSegment { Name: "integrations" }, IndexSegment index) && index.Index == integrationId);
    }

    private async Task<List<(long Id, string Name, List<RuleAction> Actions)>> RulesAsync(string[] actions, Actor actor, CancellationToken cancellationToken)
    {
        // The names of actions cannot be spelled otherwise in the code, so most rules need no parsing.
        var rules = await db.ListAsync(
            $"select id, name, code from rules where account_id = {actor.AccountId} and exists (select from unnest({actions}) action where strpos(code, action) > 0) order by id for share",
            row => (Id: row.GetInt64(0), Name: row.GetString(1), Code: row.GetString(2)),
            cancellationToken);
        return [.. rules.Select(rule => (rule.Id, rule.Name, RuleCode.Parse(rule.Code).TryGet(out var code) ? ActionsOf(code.Statements).ToList() : []))];
    }

    private static IEnumerable<RuleAction> ActionsOf(IEnumerable<RuleStatement> statements) => statements.SelectMany(statement => statement switch
    {
        RuleAction action => [action],
        RuleBranch branch => ActionsOf(branch.Then).Concat(ActionsOf(branch.Else)),
        _ => [],
    });
}
