using System.Collections.Concurrent;
using Antiphon.Data;
using Antiphon.Language;

namespace Antiphon.Rules.Running;

/// <summary>A rule that is switched on, with its code parsed.</summary>
internal sealed record ActiveRule(Rule Rule, RuleCode Code)
{
    private const int MostParsed = 10_000;

    // Codes are immutable texts, so a parsed one is right for ever; the bound keeps years of edits from filling the memory.
    private static readonly ConcurrentDictionary<string, RuleCode> Parsed = new(StringComparer.Ordinal);

    public long Id => Rule.Id;

    /// <summary>The active rules in the order in which they run.</summary>
    public static async Task<List<ActiveRule>> ListAsync(DeskDb db, long accountId, CancellationToken cancellationToken)
    {
        var rules = await db.ListAsync(
            $"select {Rule.Columns:raw} from rules where account_id = {accountId} and deactivated_at is null {Rule.RunningOrder:raw}", Rule.Read, cancellationToken);
        return [.. rules.Select(rule => (Rule: rule, Code: Find(rule.Code))).Where(pair => pair.Code is not null).Select(pair => new ActiveRule(pair.Rule, pair.Code!))];
    }

    private static RuleCode? Find(string code)
    {
        if (Parsed.TryGetValue(code, out var known))
        {
            return known;
        }

        var parsed = RuleCode.Parse(code).Value;
        if (parsed is not null)
        {
            if (Parsed.Count >= MostParsed)
            {
                Parsed.Clear();
            }

            Parsed[code] = parsed;
        }

        return parsed;
    }
}
