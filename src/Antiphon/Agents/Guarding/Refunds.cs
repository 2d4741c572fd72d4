using System.Globalization;
using System.Text.Json;
using Antiphon.Actions;

namespace Antiphon.Agents.Guarding;

/// <summary>The money that actions give back.</summary>
internal static class Refunds
{
    /// <summary>One for each action that refunds; null where it names no amount, as when it refunds whatever was paid.</summary>
    public static IEnumerable<decimal?> Of(IEnumerable<ActionCall> actions) => actions
        .Where(action => action.Name.Contains("refund", StringComparison.OrdinalIgnoreCase))
        .Select(action => action.Arguments.TryGetProperty("amount", out var amount) ? Read(amount) : null);

    // An amount that is none, or less than none, is not known.
    private static decimal? Read(JsonElement amount) => amount.ValueKind switch
    {
        JsonValueKind.Number when amount.TryGetDecimal(out var number) && number >= 0 => number,
        JsonValueKind.String when decimal.TryParse(amount.GetString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };
}
